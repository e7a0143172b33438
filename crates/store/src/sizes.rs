//! Saving the sizes of databases: the latest and the day's, together.

use std::collections::HashMap;

use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, SqlSafeStr};
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
        // As one text: a row of its own for each name would wake two threads each time.
        const KNOWN: &str = "SELECT CAST(LIST AS TEXT) FROM databases \
                             WHERE instance_id = $1 AND is_active = true";
        const LATEST: &str = "UPDATE database_latest SET size_bytes = CAST(given.value ->> 1 AS BIGINT), \
                              data_bytes = CAST(given.value ->> 2 AS BIGINT), \
                              index_bytes = CAST(given.value ->> 3 AS BIGINT), \
                              log_bytes = CAST(given.value ->> 4 AS BIGINT), collected_at = $2 \
                              FROM ROWS WHERE database_id = CAST(given.value ->> 0 AS BIGINT) \
                              AND collected_at <= $2";
        // `WHERE true`: otherwise SQLite takes ON for a join's. <https://www.sqlite.org/lang_upsert.html>
        const DAILY: &str = "INSERT INTO size_daily (day, database_id, size_bytes, data_bytes, log_bytes, \
                             collected_at) SELECT $2, CAST(given.value ->> 0 AS BIGINT), \
                             CAST(given.value ->> 1 AS BIGINT), CAST(given.value ->> 2 AS BIGINT), \
                             CAST(given.value ->> 4 AS BIGINT), $3 FROM ROWS WHERE true \
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
        let list = self
            .pool()
            .either("json_group_array(json_array(name, id))", "json_agg(json_build_array(name, id))");
        let known = AssertSqlSafe(KNOWN.replace("LIST", list)).into_sql_str();
        let [latest, daily] = [LATEST, DAILY].map(|sql| with_rows(self.pool(), sql));
        let outcome = in_transaction!(self.pool(), |tx| {
            let known: Option<String> = sqlx::query_scalar(known).bind(id).fetch_one(&mut *tx).await?;
            let rows = rows_of(&ids_of(known.as_deref())?, sizes);
            let saved = rows.len() as u64;
            if saved > 0 {
                let rows = Value::from(rows).to_string();
                sqlx::query(latest).bind(&rows).bind(at).execute(&mut *tx).await?;
                sqlx::query(daily).bind(&rows).bind(day).bind(at).execute(&mut *tx).await?;
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

/// The keys of databases by their names, from a list of pairs; none where there is no database.
fn ids_of(known: Option<&str>) -> Result<HashMap<String, i64>, Error> {
    let pairs: Vec<(String, i64)> = match known {
        Some(pairs) => serde_json::from_str(pairs).map_err(|error| Error::Damaged {
            what: format!("the list of databases of an instance: {error}"),
        })?,
        None => Vec::new(),
    };
    Ok(pairs.into_iter().collect())
}

/// The sizes of known databases as rows, by key: the day is written in the order in which it is kept.
fn rows_of(known: &HashMap<String, i64>, sizes: &[DatabaseSize]) -> Vec<Value> {
    let mut rows: Vec<(i64, &DatabaseSize)> =
        sizes.iter().filter_map(|size| Some((*known.get(text(&size.database).as_ref())?, size))).collect();
    rows.sort_unstable_by_key(|(id, _)| *id);
    // One row of a statement can't be written twice.
    rows.dedup_by_key(|(id, _)| *id);
    let row = |(id, size): (i64, &DatabaseSize)| {
        let optional = |bytes: Option<u64>| bytes.map(number);
        json!([
            id,
            number(size.total_bytes),
            optional(size.data_bytes),
            optional(size.index_bytes),
            optional(size.log_bytes)
        ])
    };
    rows.into_iter().map(row).collect()
}
