//! Cached metadata of connections, compressed.

use weir_model::{DatabaseMetadata, DbName, Timestamp};

use crate::{Error, Store};

/// Metadata as it was read at some time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CachedMetadata {
    /// What was read.
    pub metadata: DatabaseMetadata,
    /// When.
    pub refreshed_at: Timestamp,
}

impl Store {
    /// The cached metadata of a connection.
    pub async fn find_metadata(&self, _name: &DbName) -> Result<Option<CachedMetadata>, Error> {
        todo!()
    }

    /// Replaces the cached metadata, if the connection still has this revision; says whether it did.
    pub async fn replace_metadata(
        &self,
        _name: &DbName,
        _revision: i64,
        _cached: &CachedMetadata,
    ) -> Result<bool, Error> {
        todo!()
    }
}
