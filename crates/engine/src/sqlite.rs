//! SQLite targets.

mod connect;
mod url;

use async_trait::async_trait;
use weir_guard::{Dialect, ReadOnlyQuery};
use weir_model::{DatabaseMetadata, Function, QueryEnd, RowSink, ServerVersion};

use crate::{Engine, Error, QueryRun, engines::Opening};

pub(crate) use url::Address;

/// Where SQLite files may lie, and which never.
#[derive(Clone, Debug, Default)]
pub struct SqlitePlaces {
    /// A file must lie inside one of these folders, links resolved.
    pub allowed: Vec<std::path::PathBuf>,
    /// These files and folders are refused always: Weir's own catalog, key, backups.
    pub forbidden: Vec<std::path::PathBuf>,
}

/// An open SQLite target.
#[derive(Debug)]
pub(crate) struct SqliteEngine {}

impl SqliteEngine {
    /// Opens the first session within the connect time-out; the pool keeps it.
    pub(crate) async fn open(
        _address: Address,
        _places: &SqlitePlaces,
        _opening: Opening,
    ) -> Result<Self, Error> {
        todo!()
    }
}

#[async_trait]
impl Engine for SqliteEngine {
    fn dialect(&self) -> Dialect {
        todo!()
    }
    fn version(&self) -> &ServerVersion {
        todo!()
    }
    async fn ping(&self) -> Result<(), Error> {
        todo!()
    }
    async fn query(
        &self,
        _query: &ReadOnlyQuery,
        _run: &QueryRun,
        _sink: &mut dyn RowSink,
    ) -> Result<QueryEnd, Error> {
        todo!()
    }
    async fn metadata(&self) -> Result<DatabaseMetadata, Error> {
        todo!()
    }
    async fn functions(&self) -> Result<Vec<Function>, Error> {
        todo!()
    }
    async fn close(&self) {
        todo!()
    }
}
