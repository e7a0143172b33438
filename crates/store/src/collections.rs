//! How collecting went at each instance the last time.

use std::{collections::HashMap, time::Duration};

use sqlx::FromRow;
use weir_model::{Collection, InstanceId, Phrase, Timestamp};

use crate::{
    Error, Store,
    history::text,
    pool::{in_transaction, on_backend},
};

#[derive(FromRow)]
struct CollectionRow {
    instance_id: i64,
    tried_at: i64,
    elapsed_ms: i64,
    failures: i64,
    error_english: Option<String>,
    error_chinese: Option<String>,
}

impl Store {
    /// Remembers how collecting went. An instance that is gone meanwhile is nobody's fault.
    pub async fn note_collection(
        &self,
        instance: InstanceId,
        elapsed: Duration,
        error: Option<&Phrase>,
        now: Timestamp,
    ) -> Result<(), Error> {
        const SQL: &str = "INSERT INTO instance_collections (instance_id, tried_at, elapsed_ms, failures, \
                           error_english, error_chinese) SELECT i.id, $2, $3, $4, $5, $6 FROM instances i \
                           WHERE i.id = $1 ON CONFLICT (instance_id) DO UPDATE SET \
                           tried_at = excluded.tried_at, elapsed_ms = excluded.elapsed_ms, \
                           failures = CASE WHEN excluded.failures = 0 THEN 0 \
                           ELSE instance_collections.failures + 1 END, \
                           error_english = excluded.error_english, error_chinese = excluded.error_chinese";
        let elapsed = i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX);
        in_transaction!(self.pool(), |tx| {
            let note = sqlx::query(SQL).bind(instance.get()).bind(now.as_millis()).bind(elapsed);
            let note = note.bind(i64::from(error.is_some())).bind(error.map(|error| text(&error.english)));
            note.bind(error.map(|error| text(&error.chinese))).execute(&mut *tx).await?;
        });
        Ok(())
    }

    /// How collecting went last at each instance at which it was tried.
    pub async fn collections(&self) -> Result<HashMap<InstanceId, Collection>, Error> {
        const SQL: &str = "SELECT instance_id, tried_at, elapsed_ms, failures, error_english, error_chinese \
                           FROM instance_collections";
        let rows: Vec<CollectionRow> =
            on_backend!(self.pool(), |pool| sqlx::query_as(SQL).fetch_all(pool).await)?;
        Ok(rows.into_iter().map(CollectionRow::open).collect())
    }
}

impl CollectionRow {
    fn open(self) -> (InstanceId, Collection) {
        let collection = Collection {
            tried_at: Timestamp::from_millis(self.tried_at),
            elapsed_ms: self.elapsed_ms.unsigned_abs(),
            failures: self.failures.unsigned_abs(),
            error: self.error_english.zip(self.error_chinese).map(|(en, zh)| Phrase::new(en, zh)),
        };
        (InstanceId::new(self.instance_id), collection)
    }
}
