//! The latest sizes of the tables of a database, replaced as a whole, and the daily history of the largest.
//! Never contacts a target.

use std::collections::HashMap;

use serde_json::{Value, json};
use sqlx::FromRow;
use weir_model::{DatabaseId, Page, Paged, TableSize, Timestamp};

use crate::{
    Error, Store,
    history::{number, text},
    pool::{in_transaction, on_backend},
    statement::{Statement, bind_all, containing, fold, with_rows},
};

/// So many of the largest tables of a database have a history.
const WITH_HISTORY: usize = 100;
/// Longer names, which only SQLite allows, are cut: an index entry of PostgreSQL has 2,704 bytes at most.
const LONGEST_NAME: usize = 200;

/// What replacing a snapshot did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Replaced {
    /// Tables of the new snapshot.
    pub saved: u64,
    /// Tables of the old one that the new one doesn't have.
    pub deleted: u64,
}

/// A page of a snapshot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableSnapshot {
    /// When it was measured; none when it never was.
    pub collected_at: Option<Timestamp>,
    /// Tables, the largest first.
    pub tables: Paged<TableSize>,
}

#[derive(FromRow)]
struct TableSizeRow {
    schema_name: String,
    table_name: String,
    size_bytes: i64,
    data_bytes: i64,
    index_bytes: i64,
    toast_bytes: Option<i64>,
    row_count: Option<i64>,
    row_count_estimated: bool,
}

impl Store {
    /// Replaces the snapshot of a database, and the day's reading of its largest tables, in one transaction.
    /// None when there is no such database.
    pub async fn replace_table_sizes(
        &self,
        database: DatabaseId,
        tables: &[TableSize],
        now: Timestamp,
    ) -> Result<Option<Replaced>, Error> {
        // Changes nothing, but locks the database: two that refresh it do so one after the other.
        const LOCK: &str = "UPDATE databases SET is_active = is_active WHERE id = $1";
        const OLD: &str = "SELECT schema_name, table_name FROM table_sizes WHERE database_id = $1";
        const CLEAR: &str = "DELETE FROM table_sizes WHERE database_id = $1";
        const INSERT: &str = "INSERT INTO table_sizes (database_id, schema_name, table_name, folded_schema, \
                              folded_table, size_bytes, data_bytes, index_bytes, toast_bytes, row_count, \
                              row_count_estimated) SELECT $2, given.value ->> 0, given.value ->> 1, \
                              given.value ->> 2, given.value ->> 3, CAST(given.value ->> 4 AS BIGINT), \
                              CAST(given.value ->> 5 AS BIGINT), CAST(given.value ->> 6 AS BIGINT), \
                              CAST(given.value ->> 7 AS BIGINT), CAST(given.value ->> 8 AS BIGINT), \
                              CAST(given.value ->> 9 AS INTEGER) = 1 FROM ROWS";
        const SNAPSHOT: &str = "INSERT INTO table_snapshots (database_id, collected_at) VALUES ($1, $2) \
                                ON CONFLICT (database_id) DO UPDATE SET collected_at = excluded.collected_at";
        const NAME: &str = "INSERT INTO measured_tables (database_id, schema_name, table_name) \
                            SELECT $2, given.value ->> 0, given.value ->> 1 FROM ROWS WHERE true \
                            ON CONFLICT (database_id, schema_name, table_name) DO NOTHING";
        const CLEAR_DAY: &str = "DELETE FROM table_size_daily WHERE day = $2 AND table_id IN \
                                 (SELECT id FROM measured_tables WHERE database_id = $1)";
        const DAILY: &str = "INSERT INTO table_size_daily (day, table_id, size_bytes, row_count) \
                             SELECT $3, m.id, CAST(given.value ->> 4 AS BIGINT), \
                             CAST(given.value ->> 8 AS BIGINT) FROM ROWS JOIN measured_tables m \
                             ON m.database_id = $2 AND m.schema_name = given.value ->> 0 \
                             AND m.table_name = given.value ->> 1";
        let id = database.get();
        let rows = rows_of(tables);
        let ordered = largest_first(&rows);
        let all = Value::from(ordered.clone()).to_string();
        let largest = Value::from(ordered.into_iter().take(WITH_HISTORY).collect::<Vec<_>>()).to_string();
        let [insert, name, daily] = [INSERT, NAME, DAILY].map(|sql| with_rows(self.pool(), sql));
        let replaced = in_transaction!(self.pool(), |tx| {
            let locked = sqlx::query(LOCK).bind(id).execute(&mut *tx).await?;
            if locked.rows_affected() == 0 {
                return Ok(None);
            }
            let old: Vec<(String, String)> = sqlx::query_as(OLD).bind(id).fetch_all(&mut *tx).await?;
            sqlx::query(CLEAR).bind(id).execute(&mut *tx).await?;
            sqlx::query(insert).bind(&all).bind(id).execute(&mut *tx).await?;
            sqlx::query(SNAPSHOT).bind(id).bind(now.as_millis()).execute(&mut *tx).await?;
            let day = now.day().number();
            sqlx::query(name).bind(&largest).bind(id).execute(&mut *tx).await?;
            sqlx::query(CLEAR_DAY).bind(id).bind(day).execute(&mut *tx).await?;
            sqlx::query(daily).bind(&largest).bind(id).bind(day).execute(&mut *tx).await?;
            let deleted = old.iter().filter(|name| !rows.contains_key(*name)).count() as u64;
            Replaced { saved: rows.len() as u64, deleted }
        });
        Ok(Some(replaced))
    }

    /// A page of the tables of a database, the largest first, of those whose schema and name hold these
    /// parts in any case.
    pub async fn table_sizes(
        &self,
        database: DatabaseId,
        (schema, table): (Option<&str>, Option<&str>),
        page: Page,
    ) -> Result<TableSnapshot, Error> {
        const AT: &str = "SELECT collected_at FROM table_snapshots WHERE database_id = $1";
        let filtered = |sql| {
            let mut statement = Statement::new(sql);
            statement.bind(database.get());
            for (column, part) in [("folded_schema", schema), ("folded_table", table)] {
                if let Some(part) = part {
                    statement.push(" AND ").push(column).push(" LIKE ").bind(containing(part));
                    statement.push(r" ESCAPE '\'");
                }
            }
            statement
        };
        let (count, count_args) =
            filtered("SELECT count(*) FROM table_sizes WHERE database_id = ").into_parts();
        let mut list = filtered(
            "SELECT schema_name, table_name, size_bytes, data_bytes, index_bytes, toast_bytes, row_count, \
             row_count_estimated FROM table_sizes WHERE database_id = ",
        );
        list.push(" ORDER BY size_bytes DESC, schema_name DESC, table_name DESC LIMIT ");
        list.bind(number(page.limit())).push(" OFFSET ").bind(number(page.offset()));
        let (list, list_args) = list.into_parts();
        let (at, total, rows): (Option<i64>, i64, Vec<TableSizeRow>) = on_backend!(self.pool(), |pool| {
            let at = sqlx::query_scalar(AT).bind(database.get()).fetch_optional(pool).await?;
            let total = bind_all!(sqlx::query_scalar(count), count_args).fetch_one(pool).await?;
            let rows = bind_all!(sqlx::query_as(list), list_args).fetch_all(pool).await?;
            (at, total, rows)
        });
        let items = rows.into_iter().map(TableSizeRow::open).collect();
        Ok(TableSnapshot {
            collected_at: at.map(Timestamp::from_millis),
            tables: Paged { items, total: total.unsigned_abs() },
        })
    }
}

/// Each table as a row of values, by schema and name.
fn rows_of(tables: &[TableSize]) -> HashMap<(String, String), Value> {
    let row = |size: &TableSize| {
        let (schema, table) = (short(&size.schema), short(&size.table));
        let optional = |count: Option<u64>| count.map(number);
        let values = json!([
            schema,
            table,
            fold(&schema),
            fold(&table),
            number(size.total_bytes),
            number(size.data_bytes),
            number(size.index_bytes),
            optional(size.toast_bytes),
            optional(size.row_count),
            i64::from(size.row_count_estimated),
        ]);
        ((schema, table), values)
    };
    tables.iter().map(row).collect()
}

fn largest_first(rows: &HashMap<(String, String), Value>) -> Vec<Value> {
    let mut ordered: Vec<_> = rows.iter().collect();
    ordered.sort_unstable_by(|(name, row), (other_name, other)| {
        other[4].as_i64().cmp(&row[4].as_i64()).then_with(|| name.cmp(other_name))
    });
    ordered.into_iter().map(|(_, row)| row.clone()).collect()
}

fn short(name: &str) -> String {
    let name = text(name);
    if name.chars().count() <= LONGEST_NAME {
        return name.into_owned();
    }
    name.chars().take(LONGEST_NAME - 1).chain(['…']).collect()
}

impl TableSizeRow {
    fn open(self) -> TableSize {
        TableSize {
            schema: self.schema_name,
            table: self.table_name,
            total_bytes: self.size_bytes.unsigned_abs(),
            data_bytes: self.data_bytes.unsigned_abs(),
            index_bytes: self.index_bytes.unsigned_abs(),
            toast_bytes: self.toast_bytes.map(i64::unsigned_abs),
            row_count: self.row_count.map(i64::unsigned_abs),
            row_count_estimated: self.row_count_estimated,
        }
    }
}
