//! How fast databases grow: computed elsewhere, kept here.

use serde_json::{Value, json};
use sqlx::FromRow;
use weir_model::{DatabaseId, Day, InstanceId, SizeTrend};

use crate::{
    Error, Store,
    history::number,
    pool::{in_transaction, on_backend},
    statement::with_rows,
};

/// A database whose growth must be computed anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StaleTrend {
    /// Which.
    pub database: DatabaseId,
    /// The limit that the operator has set.
    pub limit_bytes: Option<u64>,
}

#[derive(FromRow)]
struct TrendRow {
    database_id: i64,
    day: i64,
    readings: i64,
    bytes_per_day: i64,
    bytes_per_day_low: i64,
    bytes_per_day_high: i64,
    limit_bytes: Option<i64>,
    full_day: Option<i64>,
    full_day_earliest: Option<i64>,
    full_day_latest: Option<i64>,
}

/// The columns of [`TrendRow`].
macro_rules! select_trends {
    ($rest:literal) => {
        concat!(
            "SELECT t.database_id, t.day, t.readings, t.bytes_per_day, t.bytes_per_day_low, \
             t.bytes_per_day_high, t.limit_bytes, t.full_day, t.full_day_earliest, t.full_day_latest \
             FROM database_trends t JOIN database_latest l ON l.database_id = t.database_id \
             WHERE l.is_listed = true ",
            $rest
        )
    };
}

impl Store {
    /// The active databases of an instance whose growth was not computed since a day, or for another limit.
    pub async fn stale_trends(&self, instance: InstanceId, since: Day) -> Result<Vec<StaleTrend>, Error> {
        const SQL: &str = "SELECT d.id, d.limit_bytes FROM databases d \
                           LEFT JOIN database_trends t ON t.database_id = d.id \
                           WHERE d.instance_id = $1 AND d.is_active = true AND (t.database_id IS NULL \
                           OR t.day < $2 OR coalesce(t.limit_bytes, -1) <> coalesce(d.limit_bytes, -1)) \
                           ORDER BY d.id";
        let rows: Vec<(i64, Option<i64>)> = on_backend!(self.pool(), |pool| {
            sqlx::query_as(SQL).bind(instance.get()).bind(since.number()).fetch_all(pool).await
        })?;
        let stale = |(id, limit): (i64, Option<i64>)| StaleTrend {
            database: DatabaseId::new(id),
            limit_bytes: limit.map(i64::unsigned_abs),
        };
        Ok(rows.into_iter().map(stale).collect())
    }

    /// Keeps what was computed. Databases that are gone meanwhile are left out.
    pub async fn save_trends(&self, trends: &[SizeTrend]) -> Result<(), Error> {
        const SQL: &str = "INSERT INTO database_trends (database_id, day, readings, bytes_per_day, \
                           bytes_per_day_low, bytes_per_day_high, limit_bytes, full_day, full_day_earliest, \
                           full_day_latest) SELECT d.id, CAST(given.value ->> 1 AS BIGINT), \
                           CAST(given.value ->> 2 AS BIGINT), CAST(given.value ->> 3 AS BIGINT), \
                           CAST(given.value ->> 4 AS BIGINT), CAST(given.value ->> 5 AS BIGINT), \
                           CAST(given.value ->> 6 AS BIGINT), CAST(given.value ->> 7 AS BIGINT), \
                           CAST(given.value ->> 8 AS BIGINT), CAST(given.value ->> 9 AS BIGINT) \
                           FROM ROWS JOIN databases d ON d.id = CAST(given.value ->> 0 AS BIGINT) \
                           WHERE true ON CONFLICT (database_id) DO UPDATE SET day = excluded.day, \
                           readings = excluded.readings, bytes_per_day = excluded.bytes_per_day, \
                           bytes_per_day_low = excluded.bytes_per_day_low, \
                           bytes_per_day_high = excluded.bytes_per_day_high, \
                           limit_bytes = excluded.limit_bytes, full_day = excluded.full_day, \
                           full_day_earliest = excluded.full_day_earliest, \
                           full_day_latest = excluded.full_day_latest";
        if trends.is_empty() {
            return Ok(());
        }
        let rows: Value = trends.iter().map(row_of).collect();
        let sql = with_rows(self.pool(), SQL);
        in_transaction!(self.pool(), |tx| {
            sqlx::query(sql).bind(rows.to_string()).execute(&mut *tx).await?;
        });
        Ok(())
    }

    /// How fast a database grows.
    pub async fn find_trend(&self, id: DatabaseId) -> Result<Option<SizeTrend>, Error> {
        const SQL: &str = select_trends!("AND t.database_id = $1");
        let row: Option<TrendRow> = on_backend!(self.pool(), |pool| {
            sqlx::query_as(SQL).bind(id.get()).fetch_optional(pool).await
        })?;
        Ok(row.map(TrendRow::open))
    }

    /// The databases of the ledger that grow fastest.
    pub async fn fastest_growing(&self, most: u32) -> Result<Vec<SizeTrend>, Error> {
        const SQL: &str = select_trends!(
            "AND t.bytes_per_day > 0 ORDER BY t.bytes_per_day DESC, t.database_id DESC LIMIT $1"
        );
        let rows: Vec<TrendRow> = on_backend!(self.pool(), |pool| {
            sqlx::query_as(SQL).bind(i64::from(most)).fetch_all(pool).await
        })?;
        Ok(rows.into_iter().map(TrendRow::open).collect())
    }

    /// The databases of the ledger that reach their limit soonest.
    pub async fn soonest_full(&self, most: u32) -> Result<Vec<SizeTrend>, Error> {
        const SQL: &str =
            select_trends!("AND t.full_day IS NOT NULL ORDER BY t.full_day, t.database_id LIMIT $1");
        let rows: Vec<TrendRow> = on_backend!(self.pool(), |pool| {
            sqlx::query_as(SQL).bind(i64::from(most)).fetch_all(pool).await
        })?;
        Ok(rows.into_iter().map(TrendRow::open).collect())
    }
}

fn row_of(trend: &SizeTrend) -> Value {
    let day = |day: Option<Day>| day.map(Day::number);
    json!([
        trend.database.get(),
        trend.day.number(),
        number(trend.readings),
        trend.bytes_per_day,
        trend.bytes_per_day_low,
        trend.bytes_per_day_high,
        trend.limit_bytes.map(number),
        day(trend.full_day),
        day(trend.full_day_earliest),
        day(trend.full_day_latest),
    ])
}

impl TrendRow {
    fn open(self) -> SizeTrend {
        SizeTrend {
            database: DatabaseId::new(self.database_id),
            day: Day::from_number(self.day),
            readings: self.readings.unsigned_abs(),
            bytes_per_day: self.bytes_per_day,
            bytes_per_day_low: self.bytes_per_day_low,
            bytes_per_day_high: self.bytes_per_day_high,
            limit_bytes: self.limit_bytes.map(i64::unsigned_abs),
            full_day: self.full_day.map(Day::from_number),
            full_day_earliest: self.full_day_earliest.map(Day::from_number),
            full_day_latest: self.full_day_latest.map(Day::from_number),
        }
    }
}
