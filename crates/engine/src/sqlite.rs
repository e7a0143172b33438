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
mod folder;
mod load;
mod measure;
mod metadata;
mod places;
mod query;
mod sizes;
mod url;
mod worker;

use std::time::Duration;

use async_trait::async_trait;
use weir_guard::{Dialect, ReadOnlyQuery};
use weir_model::{
    AccountSafety, DatabaseMetadata, FoundDatabase, Function, InstanceSizes, QueryEnd, RowSink, ServerFlavor,
    ServerVersion, TableSize,
};

use crate::{Engine, Error, QueryRun, SessionCounts, engines::Opening, error::words};

pub(crate) use folder::FolderEngine;
pub(crate) use load::load;
pub use places::SqlitePlaces;
pub(crate) use url::Address;

use connect::Opener;
use worker::Workers;

/// How long our own statements may take: both wait for locks, and metadata reads a schema.
const PING_LIMIT: Duration = Duration::from_secs(10);
const METADATA_LIMIT: Duration = Duration::from_mins(1);
/// Measuring tables reads every page of the file.
const SIZES_LIMIT: Duration = Duration::from_mins(5);

/// An open SQLite target.
#[derive(Debug)]
pub(crate) struct SqliteEngine {
    /// The file's name in its folder.
    name: String,
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
        let name =
            address.path().file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let workers = Workers::new(Opener::new(address, places.clone()), opening);
        workers.open().await?;
        Ok(Self { name, version: library_version(), workers })
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

    /// The file itself: what else lies beside it is for whoever opens the folder.
    async fn list_databases(&self) -> Result<Vec<FoundDatabase>, Error> {
        self.ping().await?;
        Ok(vec![FoundDatabase { name: self.name.clone() }])
    }

    async fn database_sizes(&self, databases: &[FoundDatabase]) -> Result<InstanceSizes, Error> {
        let (name, wanted) = (self.name.clone(), databases.iter().any(|database| database.name == self.name));
        let work = self.workers.start(METADATA_LIMIT, move |session, _control| {
            let size =
                measure::file_size(session.path(), &name).map_err(|error| Error::Lost(words(&error)))?;
            Ok(size.filter(|_| wanted))
        });
        let size = work.await?.finish().await?;
        Ok(InstanceSizes { databases: size.into_iter().collect(), ..InstanceSizes::default() })
    }

    async fn table_sizes(&self) -> Result<Vec<TableSize>, Error> {
        self.workers.start(SIZES_LIMIT, measure::table_sizes).await?.finish().await
    }

    async fn account(&self) -> Result<AccountSafety, Error> {
        let work = self.workers.start(PING_LIMIT, |session, _control| Ok(account::read(session.path())));
        work.await?.finish().await
    }

    fn sessions(&self) -> SessionCounts {
        self.workers.counts()
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
