//! What the capacity pages ask of the history: the total by day, the tables behind a growth, rows of the ledger
//! by their keys.

use std::collections::HashMap;

use serde_json::{Value, json};
use sqlx::FromRow;
use weir_model::{DatabaseId, Day, LedgerEntry, LedgerFilter, TableGrowth};

use crate::{
    Error, Store,
    pool::on_backend,
    statement::{Statement, bind_all},
};

#[derive(FromRow)]
struct TableDayRow {
    schema_name: String,
    table_name: String,
    day: i64,
    size_bytes: i64,
}

impl Store {
    /// What all listed instances came to by day, both ends included, oldest first.
    pub async fn total_readings(&self, from: Day, to: Day) -> Result<Vec<(Day, u64)>, Error> {
        const SQL: &str = "SELECT t.day, CAST(sum(t.size_bytes) AS BIGINT) FROM instances i \
                           JOIN instance_daily t ON t.instance_id = i.id \
                           WHERE i.is_active = true AND i.deleted_at IS NULL \
                           AND t.day BETWEEN $1 AND $2 GROUP BY t.day ORDER BY t.day";
        let rows: Vec<(i64, i64)> = on_backend!(self.pool(), |pool| {
            sqlx::query_as(SQL).bind(from.number()).bind(to.number()).fetch_all(pool).await
        })?;
        Ok(rows.into_iter().map(|(day, bytes)| (Day::from_number(day), bytes.unsigned_abs())).collect())
    }

    /// How the tables of a database changed in the last so many days, what grew most first. A table that came
    /// in between grew from nothing.
    pub async fn table_growth(
        &self,
        id: DatabaseId,
        today: Day,
        days: u32,
    ) -> Result<Vec<TableGrowth>, Error> {
        let mut list = Statement::new(
            "SELECT m.schema_name, m.table_name, s.day, s.size_bytes FROM measured_tables m \
             CROSS JOIN table_size_daily s WHERE m.database_id = ",
        );
        list.bind(id.get()).push(" AND s.table_id = m.id AND s.day IN ");
        list.numbers((0..=i64::from(days)).map(|back| today.plus(-back).number())).push(" ORDER BY s.day");
        let (sql, args) = list.into_parts();
        let rows: Vec<TableDayRow> =
            on_backend!(self.pool(), |pool| bind_all!(sqlx::query_as(sql), args).fetch_all(pool).await)?;
        let (Some(oldest), Some(newest)) = (rows.first().map(|row| row.day), rows.last().map(|row| row.day))
        else {
            return Ok(Vec::new());
        };
        let mut grown: HashMap<(String, String), TableGrowth> = HashMap::new();
        for row in rows {
            let TableDayRow { schema_name: schema, table_name: table, day, size_bytes } = row;
            let bytes = size_bytes.unsigned_abs();
            let entry = grown.entry((schema.clone(), table.clone()));
            let growth = entry.or_insert(TableGrowth { schema, table, before_bytes: 0, now_bytes: 0 });
            if day == oldest {
                growth.before_bytes = bytes;
            }
            if day == newest {
                growth.now_bytes = bytes;
            }
        }
        let mut grown: Vec<_> = grown.into_values().collect();
        let change = |growth: &TableGrowth| i128::from(growth.now_bytes) - i128::from(growth.before_bytes);
        grown.sort_by(|a, b| {
            let names = || (&a.schema, &a.table).cmp(&(&b.schema, &b.table));
            change(b).cmp(&change(a)).then_with(names)
        });
        Ok(grown)
    }

    /// The rows of the ledger with these keys, of those that are listed.
    pub async fn ledger_entries(
        &self,
        ids: &[DatabaseId],
    ) -> Result<HashMap<DatabaseId, LedgerEntry>, Error> {
        let Some(scope) = self.scope(&LedgerFilter::default()).await? else { return Ok(HashMap::new()) };
        let mut list = Statement::new(
            "SELECT d.id, d.name, d.instance_id, d.limit_bytes, l.size_bytes, l.data_bytes, l.log_bytes, \
             l.collected_at FROM databases d JOIN database_latest l ON l.database_id = d.id WHERE d.id IN \
             (SELECT CAST(given.value ->> 0 AS BIGINT) FROM ",
        );
        let keys: Value = ids.iter().map(|id| json!([id.get()])).collect();
        list.rows(self.pool(), &keys).push(") AND d.is_listed = true");
        let entries = self.entries(list, &scope).await?;
        Ok(entries.into_iter().map(|entry| (entry.id, entry)).collect())
    }
}
