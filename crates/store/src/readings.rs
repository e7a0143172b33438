//! Reading the history of sizes: of one database or instance, and of a page of the ledger.

use std::collections::HashMap;

use serde_json::{Value, json};
use sqlx::FromRow;
use weir_model::{DatabaseId, Day, EarlierSizes, InstanceId, SizeReading};

use crate::{
    Error, Store,
    ledger::reading,
    pool::{Pool, on_backend},
    statement::{Statement, bind_all},
};

/// A reading up to so many days older than asked for still serves, so that a gap doesn't hide growth.
const TOLERANCE_DAYS: i64 = 7;

#[derive(FromRow)]
struct EarlierRow {
    id: i64,
    d7: Option<i64>,
    d30: Option<i64>,
    d90: Option<i64>,
}

impl Store {
    /// The latest size of a database; none before the first reading.
    pub async fn latest_size(&self, id: DatabaseId) -> Result<Option<SizeReading>, Error> {
        const SQL: &str = "SELECT size_bytes, data_bytes, log_bytes, collected_at FROM database_latest \
                           WHERE database_id = $1";
        let row: Option<(i64, Option<i64>, Option<i64>, i64)> = on_backend!(self.pool(), |pool| {
            sqlx::query_as(SQL).bind(id.get()).fetch_optional(pool).await
        })?;
        Ok(row.and_then(|(total, data, log, at)| reading(total, data, log, at)))
    }

    /// The sizes of a database by day, both ends included, oldest first.
    pub async fn readings(&self, id: DatabaseId, from: Day, to: Day) -> Result<Vec<(Day, u64)>, Error> {
        // SQLite keeps days in order and each day by database: one look per day that there is.
        const SQL: &str = "WITH RECURSIVE days(day) AS (SELECT max($2, (SELECT min(day) FROM size_daily)) \
                           UNION ALL SELECT day + 1 FROM days \
                           WHERE day < min($3, (SELECT max(day) FROM size_daily))) \
                           SELECT s.day, s.size_bytes FROM days CROSS JOIN size_daily s \
                           WHERE s.day = days.day AND s.database_id = $1 AND s.day <= $3 ORDER BY s.day";
        // PostgreSQL keeps each database's days together.
        const SQL_POSTGRES: &str = "SELECT day, size_bytes FROM size_daily \
                                    WHERE database_id = $1 AND day BETWEEN $2 AND $3 ORDER BY day";
        let sql = self.pool().either(SQL, SQL_POSTGRES);
        let rows: Vec<(i64, i64)> = on_backend!(self.pool(), |pool| {
            let list = sqlx::query_as(sql).bind(id.get());
            list.bind(from.number()).bind(to.number()).fetch_all(pool).await
        })?;
        Ok(rows.into_iter().map(|(day, bytes)| (Day::from_number(day), bytes.unsigned_abs())).collect())
    }

    /// What the active databases of an instance came to by day, both ends included, oldest first.
    pub async fn instance_readings(
        &self,
        id: InstanceId,
        from: Day,
        to: Day,
    ) -> Result<Vec<(Day, u64)>, Error> {
        const SQL: &str = "SELECT day, size_bytes FROM instance_daily \
                           WHERE instance_id = $1 AND day BETWEEN $2 AND $3 ORDER BY day";
        let rows: Vec<(i64, i64)> = on_backend!(self.pool(), |pool| {
            let list = sqlx::query_as(SQL).bind(id.get());
            list.bind(from.number()).bind(to.number()).fetch_all(pool).await
        })?;
        Ok(rows.into_iter().map(|(day, bytes)| (Day::from_number(day), bytes.unsigned_abs())).collect())
    }

    /// What each of these databases had some time before a day. A few looks by key each, whatever the
    /// history.
    pub async fn earlier_sizes(
        &self,
        ids: &[DatabaseId],
        today: Day,
    ) -> Result<HashMap<DatabaseId, EarlierSizes>, Error> {
        if ids.is_empty() {
            return Ok(HashMap::new());
        }
        let (sql, args) = Self::earlier(self.pool(), ids, today).into_parts();
        let rows: Vec<EarlierRow> =
            on_backend!(self.pool(), |pool| bind_all!(sqlx::query_as(sql), args).fetch_all(pool).await)?;
        let bytes = |bytes: Option<i64>| bytes.map(i64::unsigned_abs);
        let earlier = |EarlierRow { id, d7, d30, d90 }| {
            (DatabaseId::new(id), EarlierSizes { d7: bytes(d7), d30: bytes(d30), d90: bytes(d90) })
        };
        Ok(rows.into_iter().map(earlier).collect())
    }

    /// The sizes of these databases on the last so many days up to a day, oldest first.
    pub async fn trends(
        &self,
        ids: &[DatabaseId],
        today: Day,
        days: u32,
    ) -> Result<HashMap<DatabaseId, Vec<(Day, u64)>>, Error> {
        let mut trends: HashMap<_, Vec<_>> = HashMap::new();
        if ids.is_empty() {
            return Ok(trends);
        }
        let (sql, args) = Self::trend(self.pool(), ids, today, days).into_parts();
        let rows: Vec<(i64, i64, i64)> =
            on_backend!(self.pool(), |pool| bind_all!(sqlx::query_as(sql), args).fetch_all(pool).await)?;
        for (id, day, bytes) in rows {
            let reading = (Day::from_number(day), bytes.unsigned_abs());
            trends.entry(DatabaseId::new(id)).or_default().push(reading);
        }
        Ok(trends)
    }

    pub(crate) fn earlier(pool: &Pool, ids: &[DatabaseId], today: Day) -> Statement {
        let mut list = Statement::new("SELECT p.id");
        for (back, name) in [(7, " AS d7"), (30, " AS d30"), (90, " AS d90")] {
            let days = (0..=TOLERANCE_DAYS).map(|more| today.plus(-back - more).number());
            list.push(", (SELECT s.size_bytes FROM size_daily s WHERE s.database_id = p.id AND s.day IN ");
            list.numbers(days).push(" ORDER BY s.day DESC LIMIT 1)").push(name);
        }
        list.push(" FROM (SELECT CAST(given.value ->> 0 AS BIGINT) AS id FROM ");
        list.rows(pool, &keys(ids)).push(") p");
        list
    }

    pub(crate) fn trend(pool: &Pool, ids: &[DatabaseId], today: Day, days: u32) -> Statement {
        let sqlite = ["SELECT p.id, s.day, s.size_bytes FROM (", ") p CROSS JOIN size_daily s WHERE ", ""];
        // `OFFSET 0` keeps the planner from reading the whole history in place of a few looks by key.
        let postgres = [
            "SELECT p.id, s.day, s.size_bytes FROM (",
            ") p CROSS JOIN LATERAL (SELECT s.day, s.size_bytes FROM size_daily s WHERE ",
            " OFFSET 0) s",
        ];
        let [head, middle, tail] = pool.either(sqlite, postgres);
        let mut list = Statement::new(head);
        list.push("SELECT CAST(given.value ->> 0 AS BIGINT) AS id FROM ").rows(pool, &keys(ids));
        list.push(middle).push("s.database_id = p.id AND s.day IN ");
        list.numbers((0..days.into()).map(|back: i64| today.plus(-back).number()));
        list.push(tail).push(" ORDER BY s.day");
        list
    }
}

fn keys(ids: &[DatabaseId]) -> Value {
    ids.iter().map(|id| json!([id.get()])).collect()
}
