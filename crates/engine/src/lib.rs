//! Talks to *target* databases: opens sessions, runs what the guard let through, reads metadata.
//!
//! Invariants:
//! - A user's SQL arrives only as `&ReadOnlyQuery`; every other statement is ours.
//! - Nothing is ever written to a target but by [`load`], which brings what Weir made itself to a new place.
//! - Rows are never collected: each goes cell by cell to the caller's sink.
//! - A query that ends in any way but its own leaves no statement running on the server.
//! - No error text holds a password, a URL with one, or SQL of ours.
//!
//! A new engine is a new folder with the same file names, one line in `Engines::connect` and `Target::parse`,
//! and one line in the conformance test.

mod engines;
mod error;
mod fetch;
mod load;
mod mysql;
mod pool;
mod postgres;
mod sqlite;
mod target;
mod tls;

use std::{fmt::Debug, time::Duration};

use async_trait::async_trait;
use tokio_util::sync::CancellationToken;
use weir_guard::{Dialect, ReadOnlyQuery};
use weir_model::{
    AccountSafety, DatabaseMetadata, FoundDatabase, Function, InstanceSizes, QueryEnd, RowSink,
    ServerVersion, TableSize,
};

pub use engines::{EngineSettings, Engines};
pub use error::{Error, SqlDiagnostic};
pub use load::{Load, LoadError, Loaded, load, loaded_url};
pub use pool::SessionCounts;
pub use sqlite::SqlitePlaces;
pub use target::{Target, TargetError};

/// One database that can be read. Cheap to clone behind an `Arc`; holds its pool of sessions.
#[async_trait]
pub trait Engine: Send + Sync + Debug {
    /// The grammar of the server, known since it was opened.
    fn dialect(&self) -> Dialect;

    /// What the server says it is, known since it was opened.
    fn version(&self) -> &ServerVersion;

    /// One round trip on a healthy session.
    async fn ping(&self) -> Result<(), Error>;

    /// Runs a checked statement and hands each row to the sink.
    ///
    /// Dropping the future ends the statement on the server.
    async fn query(
        &self,
        query: &ReadOnlyQuery,
        run: &QueryRun,
        sink: &mut dyn RowSink,
    ) -> Result<QueryEnd, Error>;

    /// Reads schemas, tables, columns, keys and indexes: a fixed number of catalog queries.
    async fn metadata(&self) -> Result<DatabaseMetadata, Error>;

    /// The functions that the server offers, for the guard's allowlist; empty where that is a static list.
    async fn functions(&self) -> Result<Vec<Function>, Error>;

    /// The databases of the server that the target is on, but for the server's own.
    async fn list_databases(&self) -> Result<Vec<FoundDatabase>, Error>;

    /// How large these databases of the server are. One that can't be measured is told, and fails nothing.
    async fn database_sizes(&self, databases: &[FoundDatabase]) -> Result<InstanceSizes, Error>;

    /// How large the tables of the target's own database are, in no order; partitions count with their table.
    async fn table_sizes(&self) -> Result<Vec<TableSize>, Error>;

    /// What the account could do beyond reading, and the script for one that could not.
    async fn account(&self) -> Result<AccountSafety, Error>;

    /// How many sessions there are at the moment.
    fn sessions(&self) -> SessionCounts;

    /// Closes every idle session. Queries under way go on.
    async fn close(&self);
}

/// What goes with one run of a query.
#[derive(Clone, Debug)]
pub struct QueryRun {
    /// The query's id: the database administrator sees it in the server's list of sessions.
    pub query_id: String,
    /// Who asked, for the same place.
    pub caller: String,
    /// How long it may take, from now on. Includes waiting for a session.
    pub time_limit: Duration,
    /// Ends it on the server. Its answer is then `Cancelled`, which says whether the server confirmed that.
    pub cancel: CancellationToken,
}
