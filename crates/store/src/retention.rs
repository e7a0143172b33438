//! How long sizes are kept: every day for some time, after that one reading a month. On PostgreSQL also the
//! partitions by month, made ahead of need.
//!
//! A month's reading is that of its last day in the history, whichever databases have one then: days are thinned out
//! whole, so that a day's readings stay comparable and removing them touches one place of the table.

use std::ops::Range;

use sqlx::{AssertSqlSafe, PgPool, Postgres, SqlSafeStr, Transaction};
use weir_model::Day;

use crate::{
    Error, Store,
    pool::{Pool, in_transaction, on_backend},
};

/// What is kept of sizes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// Every day younger than so many days.
    pub dense_days: u32,
    /// Older than so many days nothing is kept.
    pub most_days: u32,
}

/// The tables with a history by day, and how their rows of one day are told apart.
const HISTORIES: [(&str, &str); 3] =
    [("size_daily", "database_id"), ("table_size_daily", "table_id"), ("instance_daily", "instance_id")];

/// Those that are partitioned on PostgreSQL.
const PARTITIONED: [&str; 2] = ["size_daily", "table_size_daily"];

/// How many months ahead there are partitions.
const AHEAD: usize = 3;

impl Store {
    /// Removes what is no longer kept, so many rows at most; says how many. Zero means that nothing is left to
    /// remove.
    pub async fn prune_sizes(&self, retention: Retention, today: Day, most: u32) -> Result<u64, Error> {
        for (table, key) in HISTORIES {
            for day in self.days_to_remove(table, retention, today).await? {
                let removed = self.remove_day(table, key, day, most).await?;
                if removed > 0 {
                    return Ok(removed);
                }
            }
        }
        Ok(0)
    }

    /// Days of a history that are too old, or not the last of their month.
    async fn days_to_remove(
        &self,
        table: &'static str,
        retention: Retention,
        today: Day,
    ) -> Result<Vec<Day>, Error> {
        let sparse = today.plus(-i64::from(retention.dense_days));
        let oldest = today.plus(-i64::from(retention.most_days.max(retention.dense_days)));
        let days = self.days_before(table, sparse).await?;
        let is_last_of_month =
            |place: usize| days.get(place + 1).is_none_or(|next: &Day| next.month() != days[place].month());
        Ok(days
            .iter()
            .enumerate()
            .filter(|(place, day)| **day < oldest || !is_last_of_month(*place))
            .map(|(_, day)| *day)
            .collect())
    }

    /// The days of a history before a day, in order; looks them up one by one, whatever the rows of each.
    async fn days_before(&self, table: &'static str, before: Day) -> Result<Vec<Day>, Error> {
        // SQLite keeps days in order: one look per day, whatever its rows.
        let step = |from: &str| format!("(SELECT min(s.day) FROM {table} s WHERE s.day >= {from})");
        let by_looks = format!(
            "WITH RECURSIVE days(day) AS (SELECT {} UNION ALL SELECT {} FROM days WHERE days.day IS NOT NULL) \
             SELECT day FROM days WHERE day < $1",
            step("-800000"),
            step("days.day + 1")
        );
        // PostgreSQL reads the partitions that are old enough, which were thinned out before.
        let by_reading = format!("SELECT DISTINCT day FROM {table} WHERE day < $1 ORDER BY day");
        let sql = AssertSqlSafe(self.pool().either(by_looks, by_reading)).into_sql_str();
        let days: Vec<i64> = on_backend!(self.pool(), |pool| {
            sqlx::query_scalar(sql).bind(before.number()).fetch_all(pool).await
        })?;
        Ok(days.into_iter().map(Day::from_number).collect())
    }

    async fn remove_day(
        &self,
        table: &'static str,
        key: &'static str,
        day: Day,
        most: u32,
    ) -> Result<u64, Error> {
        let sql = format!(
            "DELETE FROM {table} WHERE day = $1 AND {key} IN (SELECT {key} FROM {table} WHERE day = $1 LIMIT $2)"
        );
        let sql = AssertSqlSafe(sql).into_sql_str();
        let removed = in_transaction!(self.pool(), |tx| {
            let remove = sqlx::query(sql).bind(day.number()).bind(i64::from(most));
            remove.execute(&mut *tx).await?.rows_affected()
        });
        Ok(removed)
    }

    /// Makes the partitions of this month and the next ones, and drops the empty ones of months before
    /// `oldest`. Nothing on SQLite, which has none.
    pub async fn make_partitions(&self, today: Day, oldest: Day) -> Result<u64, Error> {
        let Pool::Postgres(pool) = self.pool() else { return Ok(0) };
        let mut made = 0;
        for table in PARTITIONED {
            let mut month = today.month();
            for _ in 0..=AHEAD {
                let mut tx = pool.begin().await?;
                made += u64::from(make_partition(&mut tx, table, &month).await?);
                tx.commit().await?;
                month = month.end.month();
            }
            drop_empty(pool, table, oldest).await?;
        }
        Ok(made)
    }
}

/// `size_daily_p202512`.
fn partition_name(table: &str, month: &Range<Day>) -> String {
    let digits: String = month.start.to_string().chars().filter(char::is_ascii_digit).take(6).collect();
    format!("{table}_p{digits}")
}

/// Makes one partition, unless it is there. Rows of its month that the default partition took meanwhile move over.
async fn make_partition(
    tx: &mut Transaction<'_, Postgres>,
    table: &'static str,
    month: &Range<Day>,
) -> Result<bool, Error> {
    // Two processes that make partitions do so one after the other.
    const LOCK: &str = "SELECT pg_advisory_xact_lock(86429004)";
    const THERE: &str = "SELECT to_regclass($1) IS NOT NULL";
    sqlx::query(LOCK).execute(&mut **tx).await?;
    let name = partition_name(table, month);
    let there: bool = sqlx::query_scalar(THERE).bind(&name).fetch_one(&mut **tx).await?;
    if there {
        return Ok(false);
    }
    let (from, to) = (month.start.number(), month.end.number());
    for sql in [
        format!("CREATE TABLE {name} (LIKE {table} INCLUDING ALL)"),
        format!(
            "WITH moved AS (DELETE FROM {table}_default WHERE day >= {from} AND day < {to} RETURNING *) \
             INSERT INTO {name} SELECT * FROM moved"
        ),
        format!("ALTER TABLE {table} ATTACH PARTITION {name} FOR VALUES FROM ({from}) TO ({to})"),
    ] {
        // Names of ours and numbers only.
        sqlx::query(AssertSqlSafe(sql)).execute(&mut **tx).await?;
    }
    Ok(true)
}

/// Drops partitions of months that are wholly before a day and hold nothing any more.
async fn drop_empty(pool: &PgPool, table: &'static str, oldest: Day) -> Result<(), Error> {
    const NAMES: &str = "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid \
                         WHERE i.inhparent = to_regclass($1) AND c.relname LIKE $2";
    let like = format!("{table}\\_p%");
    let names: Vec<String> = sqlx::query_scalar(NAMES).bind(table).bind(like).fetch_all(pool).await?;
    let before = partition_name(table, &oldest.month());
    for name in names.into_iter().filter(|name| *name < before) {
        let mut tx = pool.begin().await?;
        let is_empty: bool =
            sqlx::query_scalar(AssertSqlSafe(format!("SELECT NOT EXISTS (SELECT 1 FROM {name})")))
                .fetch_one(&mut *tx)
                .await?;
        if is_empty {
            sqlx::query(AssertSqlSafe(format!("DROP TABLE {name}"))).execute(&mut *tx).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}
