//! Which tables a catalog has, read from a new one in memory: what works on the whole catalog (copying, changing
//! the key) finds the tables of later migrations by itself. A test holds both backends to the same shape.

use sqlx::{AssertSqlSafe, FromRow};

use crate::{Error, sqlite};

/// What the name of a column with a sealed secret ends in.
const SEALED: &str = "_sealed";

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) columns: Vec<Column>,
    /// How many rows the migrations put there.
    pub(crate) seeded: u64,
    /// The tables that its foreign keys point to, itself left out.
    refers_to: Vec<String>,
}

impl Table {
    /// The places of the columns of the primary key.
    pub(crate) fn keys(&self) -> impl Iterator<Item = usize> {
        self.columns.iter().enumerate().filter(|(_, column)| column.is_key).map(|(at, _)| at)
    }
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    /// It is part of the primary key.
    pub(crate) is_key: bool,
}

/// What a column holds; a catalog knows nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Whole,
    Text,
    Truth,
    Bytes,
}

/// A column of sealed secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SealedColumn {
    pub(crate) table: String,
    pub(crate) column: String,
    /// The primary key, which a seal is bound to.
    pub(crate) key: String,
}

#[derive(FromRow)]
struct ColumnRow {
    table_name: String,
    name: String,
    declared: String,
    key_position: i64,
}

#[derive(FromRow)]
struct ReferenceRow {
    table_name: String,
    refers_to: String,
}

/// Every table, each after those that it refers to.
pub(crate) async fn tables() -> Result<Vec<Table>, Error> {
    const COLUMNS: &str = "SELECT t.name AS table_name, c.name, c.type AS declared, c.pk AS key_position \
                           FROM sqlite_schema t, pragma_table_info(t.name) c \
                           WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
                           AND t.name <> 'weir_migrations' ORDER BY t.name, c.cid";
    const REFERENCES: &str = "SELECT t.name AS table_name, f.\"table\" AS refers_to \
                              FROM sqlite_schema t, pragma_foreign_key_list(t.name) f \
                              WHERE t.type = 'table' AND f.\"table\" <> t.name";
    let pools = sqlite::open_memory().await?;
    let columns: Vec<ColumnRow> = sqlx::query_as(COLUMNS).fetch_all(&pools.readers).await?;
    let references: Vec<ReferenceRow> = sqlx::query_as(REFERENCES).fetch_all(&pools.readers).await?;
    let mut tables: Vec<Table> = Vec::new();
    for row in columns {
        let column = row.column()?;
        match tables.last_mut() {
            Some(table) if table.name == row.table_name => table.columns.push(column),
            _ => {
                let table =
                    Table { name: row.table_name, columns: vec![column], seeded: 0, refers_to: Vec::new() };
                tables.push(table);
            }
        }
    }
    for table in &mut tables {
        let sql = format!("SELECT count(*) FROM \"{}\"", table.name);
        let seeded: i64 = sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&pools.readers).await?;
        table.seeded = seeded.unsigned_abs();
    }
    pools.close().await;
    for ReferenceRow { table_name, refers_to } in references {
        if let Some(table) = tables.iter_mut().find(|table| table.name == table_name) {
            table.refers_to.push(refers_to);
        }
    }
    in_order(tables)
}

/// Every column that holds sealed secrets.
pub(crate) async fn sealed_columns() -> Result<Vec<SealedColumn>, Error> {
    let mut found = Vec::new();
    for table in tables().await? {
        let mut keys = table.columns.iter().filter(|column| column.is_key);
        let key = keys.next().filter(|_| keys.next().is_none());
        for column in table.columns.iter().filter(|column| column.name.ends_with(SEALED)) {
            let key = key.ok_or_else(|| unfit(&table.name, "a seal needs a primary key of one column"))?;
            let (table, column, key) = (table.name.clone(), column.name.clone(), key.name.clone());
            found.push(SealedColumn { table, column, key });
        }
    }
    Ok(found)
}

/// Waits for nothing: takes those whose references are all taken, until none is left.
fn in_order(mut waiting: Vec<Table>) -> Result<Vec<Table>, Error> {
    let mut ordered: Vec<Table> = Vec::new();
    while !waiting.is_empty() {
        let is_free = |table: &Table| {
            table.refers_to.iter().all(|other| ordered.iter().any(|taken| taken.name == *other))
        };
        let (free, blocked): (Vec<_>, Vec<_>) = waiting.into_iter().partition(is_free);
        if let (true, Some(table)) = (free.is_empty(), blocked.first()) {
            return Err(unfit(&table.name, "its references go round in a circle"));
        }
        ordered.extend(free);
        waiting = blocked;
    }
    Ok(ordered)
}

impl ColumnRow {
    fn column(&self) -> Result<Column, Error> {
        let kind = match self.declared.as_str() {
            "INTEGER" | "BIGINT" => Kind::Whole,
            "TEXT" => Kind::Text,
            "BOOLEAN" => Kind::Truth,
            "BLOB" => Kind::Bytes,
            _ => return Err(unfit(&self.table_name, "a column is of a type that catalogs don't have")),
        };
        Ok(Column { name: self.name.clone(), kind, is_key: self.key_position > 0 })
    }
}

/// A mistake in a migration of ours, which a test finds.
fn unfit(table: &str, why: &str) -> Error {
    Error::Damaged { what: format!("table {table} ({why})") }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[tokio::test]
    async fn every_table_comes_after_those_it_refers_to() {
        let tables = tables().await.unwrap();
        for (at, table) in tables.iter().enumerate() {
            for other in &table.refers_to {
                assert!(tables[..at].iter().any(|before| before.name == *other), "{} -> {other}", table.name);
            }
        }
        assert!(tables.iter().all(|table| table.keys().next().is_some()), "rows are copied by their keys");
        let names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
        assert!(names.contains(&"connections") && names.contains(&"query_history"), "{names:?}");
    }

    #[tokio::test]
    async fn finds_every_sealed_column_of_the_migrations() {
        let mut written = Vec::new();
        for file in fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations/sqlite")).unwrap() {
            let sql = fs::read_to_string(file.unwrap().path()).unwrap();
            let words = sql.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
            written.extend(words.filter(|word| word.ends_with(SEALED)).map(str::to_owned));
        }
        let mut found: Vec<String> =
            sealed_columns().await.unwrap().into_iter().map(|sealed| sealed.column).collect();
        written.sort();
        written.dedup();
        found.sort();
        found.dedup();
        assert_eq!(found, written);
        assert!(found.contains(&"url_sealed".to_owned()));
    }

    #[tokio::test]
    async fn a_circle_is_told() {
        let table = |name: &str, other: &str| Table {
            name: name.to_owned(),
            columns: Vec::new(),
            seeded: 0,
            refers_to: vec![other.to_owned()],
        };
        assert!(in_order(vec![table("a", "b"), table("b", "a")]).is_err());
    }
}
