//! Instances: the database servers of the ledger, and how Weir signs in there.

use std::fmt;

use crate::{DbType, Secret, Tag, Timestamp};

/// The key of an instance in the catalog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct InstanceId(i64);

impl InstanceId {
    /// From the number in the catalog or on the wire.
    pub fn new(id: i64) -> Self {
        Self(id)
    }

    /// The number.
    pub fn get(self) -> i64 {
        self.0
    }
}

impl fmt::Display for InstanceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What makes an instance that instance: one engine, host and port, as written. `localhost` is not
/// `127.0.0.1`. For SQLite it is a folder: the host is its path, and there is no port.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Endpoint {
    /// The engine.
    pub db_type: DbType,
    /// A host name, an address, or a folder.
    pub host: String,
    /// None for SQLite.
    pub port: Option<u16>,
}

/// `db.example:5432`, `[::1]:5432`, or the folder.
impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { host, port, .. } = self;
        match port {
            Some(port) if host.contains(':') => write!(f, "[{host}]:{port}"),
            Some(port) => write!(f, "{host}:{port}"),
            None => f.write_str(host),
        }
    }
}

/// A user of a database server with the password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// The user.
    pub user: String,
    /// The password.
    pub password: Secret,
}

/// How Weir signs in at an instance to collect. Lives only on the way from the catalog to an engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// With a credential of the instance's own.
    Own {
        /// User and password.
        credential: Credential,
        /// The database to sign in to, where the engine wants one; its usual one when none.
        database: Option<String>,
        /// What a URL would say behind its `?`: `sslmode=verify-full`.
        parameters: String,
    },
    /// As a connection does that is registered on it.
    Connection {
        /// The connection's whole URL.
        url: Secret,
        /// The connection asks for no TLS.
        ssl_disabled: bool,
    },
    /// Without any: a folder of SQLite files.
    Open,
}

/// An instance, as the catalog has it. Holds no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    /// Its key.
    pub id: InstanceId,
    /// Its name, which no other instance has.
    pub name: String,
    /// Where it is.
    pub endpoint: Endpoint,
    /// `production`, `staging` and the like, as the operator calls them.
    pub environment: Option<String>,
    /// What the operator says of it.
    pub description: Option<String>,
    /// The most bytes that its databases may take together, as the operator set it.
    pub limit_bytes: Option<u64>,
    /// False when the operator has put it aside: it is not collected and not in the ledger.
    pub is_active: bool,
    /// Made up for the demo.
    pub is_sample: bool,
    /// The user of its own credential, and how it signs in.
    pub login: Option<Login>,
    /// What the server last said it is.
    pub server_version: Option<String>,
    /// How many active databases it has.
    pub databases: u64,
    /// When any of its databases was last measured.
    pub collected_at: Option<Timestamp>,
    /// What its active databases came to on the last day on which they were measured.
    pub size_bytes: Option<u64>,
    /// By name.
    pub tags: Vec<Tag>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// When it was removed from the ledger; it can be restored.
    pub deleted_at: Option<Timestamp>,
}

impl Instance {
    /// Whether its databases are in the ledger and are collected.
    pub fn is_listed(&self) -> bool {
        self.status() == InstanceStatus::Active
    }

    /// What has become of it.
    pub fn status(&self) -> InstanceStatus {
        match self.deleted_at {
            Some(_) => InstanceStatus::Deleted,
            None if self.is_active => InstanceStatus::Active,
            None => InstanceStatus::Inactive,
        }
    }
}

/// The part of an instance's own access that may be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Login {
    /// The user.
    pub user: String,
    /// The database to sign in to.
    pub database: Option<String>,
    /// What a URL would say behind its `?`.
    pub parameters: String,
}

/// What an operator says of an instance when making or changing it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstanceDraft {
    /// Its name.
    pub name: String,
    /// Where it is.
    pub endpoint: Endpoint,
    /// What environment it belongs to.
    pub environment: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// The most bytes that its databases may take together.
    pub limit_bytes: Option<u64>,
    /// Whether it is collected and in the ledger.
    pub is_active: bool,
    /// Made up for the demo.
    pub is_sample: bool,
    /// How to sign in; without a login a connection's serves.
    pub login: Option<Login>,
    /// The password of the login; none keeps the one that is there.
    pub password: Option<Secret>,
    /// The names of its tags.
    pub tags: Vec<String>,
}

/// Which instances are asked for. Every part that is given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InstanceFilter {
    /// Part of a name or host, in any case.
    pub search: Option<String>,
    /// One engine.
    pub db_type: Option<DbType>,
    /// Any of these tags.
    pub tags: Vec<String>,
    /// Listed, put aside or removed; none is all but the removed ones.
    pub status: Option<InstanceStatus>,
}

/// What has become of an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InstanceStatus {
    /// Collected and in the ledger.
    Active,
    /// Put aside by the operator.
    Inactive,
    /// Removed; can be restored.
    Deleted,
}

impl InstanceStatus {
    /// Every status.
    pub const ALL: [Self; 3] = [Self::Active, Self::Inactive, Self::Deleted];

    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Inactive => "inactive",
            Self::Deleted => "deleted",
        }
    }
}

/// By what instances are ordered; equals by key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InstanceSort {
    /// Name.
    #[default]
    Name,
    /// Engine, then name.
    DbType,
    /// Host, then port.
    Host,
    /// Number of active databases.
    Databases,
    /// When last measured; never counts as longest ago.
    CollectedAt,
    /// When made.
    CreatedAt,
}
