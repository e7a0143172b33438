//! Reading metadata: from the cache, or from the database.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use tracing::info;
use weir_model::{DatabaseMetadata, DbName, Table, Timestamp};
use weir_store::CachedMetadata;

use crate::{Caller, Error, Gateway, Permission};

/// The metadata of a connection.
#[derive(Clone, Debug, Default)]
pub struct MetadataAnswer {
    /// What is known; empty when nothing was read yet.
    pub metadata: DatabaseMetadata,
    /// When it was read; none when it never was.
    pub refreshed_at: Option<Timestamp>,
}

impl From<CachedMetadata> for MetadataAnswer {
    fn from(cached: CachedMetadata) -> Self {
        Self { metadata: cached.metadata, refreshed_at: Some(cached.refreshed_at) }
    }
}

/// One lock per connection, so that two who refresh at once read the database once.
#[derive(Debug, Default)]
pub(crate) struct Refreshes(Mutex<HashMap<DbName, Arc<tokio::sync::Mutex<()>>>>);

impl Refreshes {
    fn lock_of(&self, name: &DbName) -> Arc<tokio::sync::Mutex<()>> {
        let mut map = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Locks that nobody holds or waits for are forgotten here, so that the map stays small.
        map.retain(|_, lock| Arc::strong_count(lock) > 1);
        Arc::clone(map.entry(name.clone()).or_default())
    }
}

impl Gateway {
    /// The cached metadata. Read from the database when there is none and the caller may query; somebody
    /// who may only view sees an empty list then, and no server is contacted for them.
    pub async fn metadata(&self, caller: &Caller, name: &DbName) -> Result<MetadataAnswer, Error> {
        caller.require(Permission::View)?;
        self.find_connection(caller, name).await?;
        match self.store.find_metadata(name).await? {
            Some(cached) => Ok(cached.into()),
            None if caller.may(Permission::Query) => self.refresh_metadata(caller, name).await,
            None => Ok(MetadataAnswer::default()),
        }
    }

    /// The cached metadata and nothing else: no server is contacted, whoever asks.
    pub async fn cached_metadata(&self, caller: &Caller, name: &DbName) -> Result<MetadataAnswer, Error> {
        caller.require(Permission::View)?;
        self.find_connection(caller, name).await?;
        Ok(self.store.find_metadata(name).await?.map(Into::into).unwrap_or_default())
    }

    /// When the cached metadata was read: what was made of it then is still true.
    pub async fn metadata_time(&self, caller: &Caller, name: &DbName) -> Result<Option<Timestamp>, Error> {
        caller.require(Permission::View)?;
        self.find_connection(caller, name).await?;
        Ok(self.store.metadata_time(name).await?)
    }

    /// Reads the metadata from the database and replaces the cache.
    pub async fn refresh_metadata(&self, caller: &Caller, name: &DbName) -> Result<MetadataAnswer, Error> {
        caller.require(Permission::Query)?;
        let asked_at = self.clock.now();
        let lock = self.refreshes.lock_of(name);
        let _one_at_a_time = lock.lock().await;
        let known = self.find_connection(caller, name).await?;
        if let Some(cached) = self.store.find_metadata(name).await?
            && cached.refreshed_at > asked_at
        {
            return Ok(cached.into());
        }
        let metadata = self.open(&known).await?.metadata().await?;
        let cached = CachedMetadata { metadata, refreshed_at: self.clock.now() };
        // False when the connection was changed meanwhile: then this answer is not worth keeping.
        self.store.replace_metadata(name, known.connection.revision, &cached).await?;
        self.allowlists.forget(name);
        info!(db.name = %name, tables = cached.metadata.tables.len(), "read metadata of `{name}`");
        Ok(cached.into())
    }

    /// One table of the metadata.
    pub async fn table(
        &self,
        caller: &Caller,
        name: &DbName,
        schema: &str,
        table: &str,
    ) -> Result<Table, Error> {
        let answer = self.metadata(caller, name).await?;
        let found = answer.metadata.tables.into_iter().find(|t| t.schema == schema && t.name == table);
        found.ok_or_else(|| Error::TableNotFound { schema: schema.to_owned(), table: table.to_owned() })
    }
}
