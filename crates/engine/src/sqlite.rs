//! SQLite targets: files, read by the library inside Weir.
//!
//! What keeps a user's statement from doing harm: the guard, then SQLite's own authorizer, `query_only`,
//! the defensive switch and a connection that was opened for reading only. Each alone would do for nearly
//! all; `authorizer.rs` and `connect.rs` own them. Which files may be opened is for `places.rs` to say.

mod account;
mod authorizer;
mod cells;
mod connect;
mod control;
mod ddl;
mod failure;
mod load;
mod metadata;
mod places;
mod query;
mod sizes;
mod url;
mod worker;

use std::time::Duration;

use async_trait::async_trait;
use weir_guard::{Dialect, ReadOnlyQuery};
use weir_model::{AccountSafety, DatabaseMetadata, Function, QueryEnd, RowSink, ServerFlavor, ServerVersion};

use crate::{Engine, Error, QueryRun, engines::Opening};

pub(crate) use load::load;
pub use places::SqlitePlaces;
pub(crate) use url::Address;

use connect::Opener;
use worker::Workers;

/// How long our own statements may take: both wait for locks, and metadata reads a schema.
const PING_LIMIT: Duration = Duration::from_secs(10);
const METADATA_LIMIT: Duration = Duration::from_mins(1);

/// An open SQLite target.
#[derive(Debug)]
pub(crate) struct SqliteEngine {
    version: ServerVersion,
    workers: Workers,
}

impl SqliteEngine {
    /// Opens the first session within the connect time-out; the pool keeps it.
    pub(crate) async fn open(
        address: Address,
        places: &SqlitePlaces,
        opening: Opening,
    ) -> Result<Self, Error> {
        let workers = Workers::new(Opener::new(address, places.clone()), opening);
        workers.open().await?;
        Ok(Self { version: library_version(), workers })
    }
}

#[async_trait]
impl Engine for SqliteEngine {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn version(&self) -> &ServerVersion {
        &self.version
    }

    async fn ping(&self) -> Result<(), Error> {
        let work = self.workers.start(PING_LIMIT, |session, control| {
            control
                .while_locked(|| session.connection().query_row("PRAGMA schema_version", [], |_row| Ok(())))
                .map_err(failure::of_our_sql)
        });
        work.await?.finish().await
    }

    async fn query(
        &self,
        query: &ReadOnlyQuery,
        run: &QueryRun,
        sink: &mut dyn RowSink,
    ) -> Result<QueryEnd, Error> {
        query::run(&self.workers, query, run, sink).await
    }

    async fn metadata(&self) -> Result<DatabaseMetadata, Error> {
        self.workers.start(METADATA_LIMIT, metadata::read).await?.finish().await
    }

    /// None to report: the guard's list for SQLite is static, and its authorizer sees resolved names.
    async fn functions(&self) -> Result<Vec<Function>, Error> {
        Ok(Vec::new())
    }

    async fn account(&self) -> Result<AccountSafety, Error> {
        let work = self.workers.start(PING_LIMIT, |session, _control| Ok(account::read(session.path())));
        work.await?.finish().await
    }

    async fn close(&self) {
        self.workers.close();
    }
}

/// The version of the library, since a file has none.
fn library_version() -> ServerVersion {
    let text = rusqlite::version();
    let mut numbers = text.split('.').map(|number| number.parse().unwrap_or(0));
    let number = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    ServerVersion { flavor: ServerFlavor::Sqlite, number, text: text.to_owned() }
}
