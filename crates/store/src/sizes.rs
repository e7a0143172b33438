//! Saving the sizes of databases: the latest and the day's, together.

use std::{borrow::Cow, collections::BTreeMap};

use serde_json::{Value, json};
use weir_model::{DatabaseSize, Day, InstanceId, Timestamp};

use crate::{
    Error, Store,
    history::{number, text},
    pool::in_transaction,
    statement::with_rows,
};

/// What saving sizes did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SaveOutcome {
    /// Sizes that were saved.
    pub saved: u64,
    /// Sizes of databases that the ledger doesn't have; a sync makes them known.
    pub unknown: u64,
}

impl Store {
    /// Saves the sizes of databases of an instance as their latest and as the reading of a day; a day keeps
    /// its last reading. An older reading than the one that is there changes nothing.
    pub async fn save_sizes(
        &self,
        instance: InstanceId,
        day: Day,
        sizes: &[DatabaseSize],
        now: Timestamp,
    ) -> Result<SaveOutcome, Error> {
        // CROSS JOIN: SQLite takes the rows first and looks each one up. <https://www.sqlite.org/lang_select.html>
        const KNOWN: &str = "SELECT count(*) FROM ROWS CROSS JOIN databases d \
                             WHERE d.instance_id = $2 AND d.name = given.value ->> 0 AND d.is_active = true";
        // Its row is there from a database's first sight on. An UPDATE … FROM would have SQLite walk the table.
        const LATEST: &str = "INSERT INTO database_latest (database_id, instance_id, is_listed, size_bytes, \
                              data_bytes, index_bytes, log_bytes, collected_at) \
                              SELECT d.id, d.instance_id, d.is_listed, CAST(given.value ->> 1 AS BIGINT), \
                              CAST(given.value ->> 2 AS BIGINT), CAST(given.value ->> 3 AS BIGINT), \
                              CAST(given.value ->> 4 AS BIGINT), $3 FROM ROWS CROSS JOIN databases d \
                              WHERE d.instance_id = $2 AND d.name = given.value ->> 0 AND d.is_active = true \
                              ON CONFLICT (database_id) DO UPDATE SET size_bytes = excluded.size_bytes, \
                              data_bytes = excluded.data_bytes, index_bytes = excluded.index_bytes, \
                              log_bytes = excluded.log_bytes, collected_at = excluded.collected_at \
                              WHERE database_latest.collected_at <= excluded.collected_at";
        const DAILY: &str = "INSERT INTO size_daily (day, database_id, size_bytes, data_bytes, log_bytes, \
                             collected_at) SELECT $4, d.id, \
                             CAST(given.value ->> 1 AS BIGINT), CAST(given.value ->> 2 AS BIGINT), \
                             CAST(given.value ->> 4 AS BIGINT), $3 FROM ROWS CROSS JOIN databases d \
                             WHERE d.instance_id = $2 AND d.name = given.value ->> 0 AND d.is_active = true \
                             ON CONFLICT (day, database_id) DO UPDATE SET size_bytes = excluded.size_bytes, \
                             data_bytes = excluded.data_bytes, log_bytes = excluded.log_bytes, \
                             collected_at = excluded.collected_at \
                             WHERE excluded.collected_at >= size_daily.collected_at";
        const TOTAL: &str = "INSERT INTO instance_daily (instance_id, day, databases, size_bytes, collected_at) \
                             SELECT $1, $2, count(*), CAST(sum(l.size_bytes) AS BIGINT), $3 \
                             FROM databases d JOIN database_latest l ON l.database_id = d.id \
                             WHERE d.instance_id = $1 AND d.is_active = true AND l.collected_at >= 0 \
                             HAVING count(*) > 0 \
                             ON CONFLICT (instance_id, day) DO UPDATE SET databases = excluded.databases, \
                             size_bytes = excluded.size_bytes, collected_at = excluded.collected_at \
                             WHERE excluded.collected_at >= instance_daily.collected_at";
        const COLLECTED: &str = "UPDATE instances SET collected_at = $2 \
                                 WHERE id = $1 AND coalesce(collected_at, -1) < $2";
        let (id, day, at) = (instance.get(), day.number(), now.as_millis());
        let [known, latest, daily] = [KNOWN, LATEST, DAILY].map(|sql| with_rows(self.pool(), sql));
        let rows = rows_of(sizes);
        let outcome = in_transaction!(self.pool(), |tx| {
            let saved: i64 = sqlx::query_scalar(known).bind(&rows).bind(id).fetch_one(&mut *tx).await?;
            let saved = u64::try_from(saved).unwrap_or_default();
            if saved > 0 {
                sqlx::query(latest).bind(&rows).bind(id).bind(at).execute(&mut *tx).await?;
                sqlx::query(daily).bind(&rows).bind(id).bind(at).bind(day).execute(&mut *tx).await?;
                sqlx::query(TOTAL).bind(id).bind(day).bind(at).execute(&mut *tx).await?;
                sqlx::query(COLLECTED).bind(id).bind(at).execute(&mut *tx).await?;
            }
            SaveOutcome { saved, unknown: (sizes.len() as u64).saturating_sub(saved) }
        });
        Ok(outcome)
    }

    /// Brings in sizes of databases of an instance by day, in one transaction, below the readings that are there: made
    /// for histories that come from elsewhere, a day at a time would take too long.
    pub async fn import_sizes(
        &self,
        instance: InstanceId,
        sizes: &[(Day, DatabaseSize)],
    ) -> Result<(), Error> {
        const DAILY: &str = "INSERT INTO size_daily (day, database_id, size_bytes, collected_at) \
                             SELECT CAST(given.value ->> 0 AS BIGINT), d.id, \
                             CAST(given.value ->> 2 AS BIGINT), CAST(given.value ->> 3 AS BIGINT) FROM ROWS \
                             JOIN databases d ON d.instance_id = $2 AND d.name = given.value ->> 1 \
                             WHERE true ON CONFLICT (day, database_id) DO NOTHING";
        const TOTAL: &str = "INSERT INTO instance_daily (instance_id, day, databases, size_bytes, collected_at) \
                             SELECT $1, s.day, count(*), CAST(sum(s.size_bytes) AS BIGINT), max(s.collected_at) \
                             FROM size_daily s JOIN databases d ON d.id = s.database_id \
                             WHERE d.instance_id = $1 GROUP BY s.day \
                             ON CONFLICT (instance_id, day) DO NOTHING";
        let rows: Vec<Value> = sizes
            .iter()
            .map(|(day, size)| {
                let at = day.start().as_millis() + 12 * 3_600_000;
                json!([day.number(), text(&size.database), number(size.total_bytes), at])
            })
            .collect();
        let rows = Value::from(rows).to_string();
        let daily = with_rows(self.pool(), DAILY);
        in_transaction!(self.pool(), |tx| {
            sqlx::query(daily).bind(rows).bind(instance.get()).execute(&mut *tx).await?;
            sqlx::query(TOTAL).bind(instance.get()).execute(&mut *tx).await?;
        });
        Ok(())
    }
}

/// The sizes as rows of a statement, by name: the statement finds the databases, so that no list of them travels.
fn rows_of(sizes: &[DatabaseSize]) -> String {
    // One row of a statement can't be written twice.
    let by_name: BTreeMap<_, _> = sizes.iter().map(|size| (text(&size.database), size)).collect();
    let row = |(name, size): (&Cow<'_, str>, &&DatabaseSize)| {
        let optional = |bytes: Option<u64>| bytes.map(number);
        json!([
            name,
            number(size.total_bytes),
            optional(size.data_bytes),
            optional(size.index_bytes),
            optional(size.log_bytes)
        ])
    };
    Value::from_iter(by_name.iter().map(row)).to_string()
}
