//! The tables of a database.

use std::time::Instant;

use tracing::info;
use weir_model::{Database, DatabaseId, Instance, Phrase, TableSize};

use super::{failed, millis};
use crate::{Caller, Error, Gateway, Noun, Permission};

/// What a refresh of a database's tables did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RefreshOutcome {
    /// Tables of the new snapshot.
    pub saved: u64,
    /// Tables of the old one that are gone.
    pub deleted: u64,
    /// How long it took, in milliseconds.
    pub elapsed_ms: u64,
}

impl Gateway {
    /// Measures the tables of a database and replaces the snapshot in one transaction; whatever fails before that
    /// leaves the old one. Asked for several times at once it is done once, and all get its result.
    pub async fn refresh_table_sizes(
        &self,
        caller: &Caller,
        id: DatabaseId,
    ) -> Result<RefreshOutcome, Error> {
        caller.require(Permission::Update)?;
        self.table_refreshes.run(id, Box::pin(self.refresh(id))).await
    }

    async fn refresh(&self, id: DatabaseId) -> Result<RefreshOutcome, Error> {
        let started = Instant::now();
        let missing = || Error::Missing { what: Noun::Database, key: id.to_string() };
        let database = self.store.find_database(id).await?.ok_or_else(missing)?;
        if !database.is_active {
            return Err(Error::Conflict(Phrase::new(
                "The database is no longer on its instance",
                "该数据库已不在其实例上",
            )));
        }
        let instance = self.collectable(database.instance_id).await?;
        let tables = self.measure_tables(&instance, &database).await?;
        let replaced = self.store.replace_table_sizes(id, &tables, self.clock.now()).await?;
        let replaced = replaced.ok_or_else(missing)?;
        let elapsed_ms = millis(started);
        info!(
            instance.name = instance.name,
            db.name = database.name,
            tables = replaced.saved,
            elapsed_ms,
            "measured the tables of `{}`",
            database.name
        );
        Ok(RefreshOutcome { saved: replaced.saved, deleted: replaced.deleted, elapsed_ms })
    }

    async fn measure_tables(
        &self,
        instance: &Instance,
        database: &Database,
    ) -> Result<Vec<TableSize>, Error> {
        let target = self.target_of(instance).await?.with_database(&database.name)?;
        let engine = self.engines.connect(&target).await.map_err(failed)?;
        let measured = engine.table_sizes().await.map_err(failed);
        engine.close().await;
        measured
    }
}
