//! What the guard needs to know about the connection beside the text.

use std::sync::Arc;

use weir_model::Function;

use crate::{mysql, postgres};

/// The grammar that a server reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// PostgreSQL.
    Postgres,
    /// MySQL.
    MySql,
    /// MariaDB.
    MariaDb,
    /// SQLite.
    Sqlite,
}

/// How many rows an answer may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowLimits {
    /// Added to a statement that has no limit of its own.
    pub default: u64,
    /// The most that a limit in the statement may ask for. At least `default`.
    pub max: u64,
}

/// What a statement is checked against.
#[derive(Clone, Debug)]
pub struct GuardContext {
    /// The server's grammar.
    pub dialect: Dialect,
    /// Functions that may be called on this connection.
    pub functions: Arc<FunctionSet>,
    /// The row limits that hold for this request.
    pub limits: RowLimits,
}

/// The functions that may be called on one connection: an allowlist.
#[derive(Debug)]
pub enum FunctionSet {
    /// Built from `pg_proc` of the connection's database.
    Postgres(postgres::Functions),
    /// The static list, plus what the server reported.
    MySql(mysql::Functions),
    /// The static list of SQLite (its authorizer sees the resolved name).
    Sqlite,
}

impl FunctionSet {
    /// Builds the allowlist of a connection from what its server reports.
    ///
    /// `open_extensions` names extensions whose functions the operator has opened (PostGIS, say).
    pub fn build(dialect: Dialect, reported: &[Function], open_extensions: &[String]) -> Self {
        match dialect {
            Dialect::Postgres => Self::Postgres(postgres::Functions::build(reported, open_extensions)),
            Dialect::MySql | Dialect::MariaDb => Self::MySql(mysql::Functions::build(dialect, reported)),
            Dialect::Sqlite => Self::Sqlite,
        }
    }
}
