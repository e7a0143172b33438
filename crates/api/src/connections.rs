//! `/api/v1/dbs`: registered connections.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use weir_model::{Connection, DbType};

/// The kind of a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum DbTypeName {
    /// PostgreSQL.
    Postgresql,
    /// MySQL or MariaDB; `serverVersion` tells which.
    Mysql,
    /// SQLite.
    Sqlite,
}

impl From<DbType> for DbTypeName {
    fn from(db_type: DbType) -> Self {
        match db_type {
            DbType::Postgres => Self::Postgresql,
            DbType::MySql => Self::Mysql,
            DbType::Sqlite => Self::Sqlite,
        }
    }
}

/// A registered connection.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionResponse {
    /// Its name.
    #[schema(example = "production")]
    pub name: String,
    /// Its URL; the password is `****`.
    #[schema(example = "postgresql://reader:****@db.example.com:5432/prod")]
    pub url: String,
    /// The kind of database.
    pub db_type: DbTypeName,
    /// When the name was first registered.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When the entry last changed.
    #[schema(format = DateTime)]
    pub updated_at: String,
    /// What the server said it is when it was registered.
    #[schema(example = "PostgreSQL 15.18")]
    pub server_version: String,
    /// TLS is off for this connection, whatever the URL says.
    pub ssl_disabled: bool,
    /// How safe its account is, `A` to `F`; null as long as that could not be found out.
    #[schema(example = "A")]
    pub safety_grade: Option<String>,
    /// What the operator calls the environment of its instance; null when nothing is said of it.
    #[schema(example = "production")]
    pub environment: Option<String>,
}

impl From<Connection> for ConnectionResponse {
    fn from(connection: Connection) -> Self {
        Self {
            name: connection.name.to_string(),
            url: connection.masked_url,
            db_type: connection.db_type.into(),
            created_at: connection.created_at.to_string(),
            updated_at: connection.updated_at.to_string(),
            server_version: connection.server_version,
            ssl_disabled: connection.ssl_disabled,
            safety_grade: connection.grade.map(|grade| grade.to_string()),
            environment: connection.environment,
        }
    }
}

/// Every registered connection.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ConnectionListResponse {
    /// By name.
    pub databases: Vec<ConnectionResponse>,
}

impl From<Vec<Connection>> for ConnectionListResponse {
    fn from(connections: Vec<Connection>) -> Self {
        Self { databases: connections.into_iter().map(Into::into).collect() }
    }
}

/// What a test of a connection found.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TestedConnectionResponse {
    /// What the server says it is.
    #[schema(example = "PostgreSQL 15.18")]
    pub server_version: String,
    /// `verified`, `unverified` (TLS whose certificate was not checked), `clear`, `local`; null when unknown.
    #[schema(example = "verified")]
    pub tls: Option<&'static str>,
    /// How safe the account is, `A` to `F`; null when that could not be found out.
    #[schema(example = "A")]
    pub safety_grade: Option<&'static str>,
    /// How long one round trip took, in milliseconds.
    pub ping_ms: u64,
}

/// Registers or changes a connection.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PutConnectionRequest {
    /// The whole URL, with user and password percent-encoded.
    #[schema(example = "mysql://reader:secret@db.example.com:3306/shop")]
    pub url: String,
    /// True means no TLS, whatever the URL says.
    #[serde(default, alias = "ssl_disabled")]
    #[schema(nullable)]
    pub ssl_disabled: Option<bool>,
    /// An SSH tunnel; not supported yet: enabling it is an error, it is never ignored.
    #[serde(default, alias = "ssh_config")]
    #[schema(nullable)]
    pub ssh_config: Option<SshConfig>,
}

impl std::fmt::Debug for PutConnectionRequest {
    /// Without the URL: it holds a password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PutConnectionRequest")
            .field("ssl_disabled", &self.ssl_disabled)
            .finish_non_exhaustive()
    }
}

/// The SSH tunnel that an existing client may send. Its other fields are accepted and unused.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
pub struct SshConfig {
    /// Whether the tunnel is wanted.
    #[serde(default)]
    pub enabled: bool,
}
