//! A named target, as it is registered.

use crate::{DbName, DbType, Endpoint, Grade, Secret, Timestamp};

/// A registered connection, with its URL unsealed. Lives only on the way from the catalog to an engine.
#[derive(Clone, Debug)]
pub struct Connection {
    /// Its name.
    pub name: DbName,
    /// The engine that serves it.
    pub db_type: DbType,
    /// The whole URL with password.
    pub url: Secret,
    /// The URL for people, its password `****`.
    pub masked_url: String,
    /// The client asked for no TLS, whatever the URL says.
    pub ssl_disabled: bool,
    /// What the server said it is when the connection was registered.
    pub server_version: String,
    /// Counts the changes of this entry; a pool that was opened for another revision is stale.
    pub revision: i64,
    /// When the name was first registered.
    pub created_at: Timestamp,
    /// When the entry last changed.
    pub updated_at: Timestamp,
    /// How safe its account is; none as long as that could not be found out.
    pub grade: Option<Grade>,
    /// What the operator calls the environment of its instance: `production`, `staging`.
    pub environment: Option<String>,
}

/// What is stored when a connection is registered or changed.
#[derive(Clone, Debug)]
pub struct NewConnection {
    /// Its name.
    pub name: DbName,
    /// The engine that serves it.
    pub db_type: DbType,
    /// The whole URL with password.
    pub url: Secret,
    /// The URL for people, its password `****`.
    pub masked_url: String,
    /// The client asked for no TLS, whatever the URL says.
    pub ssl_disabled: bool,
    /// What the server said it is.
    pub server_version: String,
    /// The instance that the database is on; made when there is none there yet.
    pub endpoint: Endpoint,
}
