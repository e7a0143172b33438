//! Opening the catalog: which database, migrations, the key check.

use std::path::PathBuf;

use weir_model::Secret;

use crate::{Error, Sealer};

/// Where the catalog is.
#[derive(Clone, Debug)]
pub enum StoreLocation {
    /// A SQLite file; made with mode 0600 if it doesn't exist.
    Sqlite(PathBuf),
    /// A SQLite database in memory, for tests.
    Memory,
    /// A PostgreSQL database.
    Postgres(Secret),
}

/// The catalog. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {}

impl Store {
    /// Opens the catalog, migrates it and checks that the key fits.
    pub async fn open(_location: &StoreLocation, _sealer: Sealer) -> Result<Self, Error> {
        todo!()
    }

    /// One cheap round trip, for readiness.
    pub async fn ping(&self) -> Result<(), Error> {
        todo!()
    }

    /// Writes what is queued and closes.
    pub async fn close(&self) -> Result<(), Error> {
        todo!()
    }
}
