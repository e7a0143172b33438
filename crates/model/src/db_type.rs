//! Which kind of database, and which server exactly.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The kind of a database, as the contracts name it. MariaDB is `MySql` here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum DbType {
    /// PostgreSQL.
    Postgres,
    /// MySQL or MariaDB.
    MySql,
    /// SQLite.
    Sqlite,
}

/// A text that names no `DbType`.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("unknown database type `{0}`: use postgresql, mysql or sqlite")]
pub struct UnknownDbType(pub String);

impl DbType {
    /// The name on the wire and in the catalog.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Postgres => "postgresql",
            Self::MySql => "mysql",
            Self::Sqlite => "sqlite",
        }
    }
}

impl fmt::Display for DbType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for DbType {
    type Err = UnknownDbType;

    fn from_str(text: &str) -> Result<Self, UnknownDbType> {
        match text {
            "postgresql" => Ok(Self::Postgres),
            "mysql" => Ok(Self::MySql),
            "sqlite" => Ok(Self::Sqlite),
            other => Err(UnknownDbType(other.to_owned())),
        }
    }
}

/// Whose server it is. Differs from `DbType` where servers of one wire protocol differ in SQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ServerFlavor {
    /// PostgreSQL and servers that say they are.
    Postgres,
    /// MySQL (Oracle, Percona).
    MySql,
    /// MariaDB.
    MariaDb,
    /// The SQLite library inside Weir.
    Sqlite,
}

/// What a server says it is.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ServerVersion {
    /// Whose server.
    pub flavor: ServerFlavor,
    /// Major and minor number, `(15, 18)`, `(9, 7)`, `(10, 11)`; zeros where the text has none.
    pub number: (u16, u16),
    /// The version in the server's own words, such as `10.11.14-MariaDB-0+deb12u2`.
    pub text: String,
}
