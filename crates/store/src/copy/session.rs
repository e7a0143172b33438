//! One side of a copy: a transaction on either backend that reads pages of a table or writes them.

use sqlx::{AssertSqlSafe, Postgres, Row, Sqlite, Transaction};

use crate::{
    Error,
    pool::Pool,
    shape::{Kind, Table},
};

/// A transaction.
pub(super) enum Session {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// A value on its way.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Whole(Option<i64>),
    Text(Option<String>),
    Truth(Option<bool>),
    Bytes(Option<Vec<u8>>),
}

/// Evaluates a body on the transaction of either backend.
macro_rules! on_session {
    ($session:expr, |$tx:ident| $body:expr) => {
        match $session {
            Session::Sqlite($tx) => $body,
            Session::Postgres($tx) => $body,
        }
    };
}

/// Binds a value, whatever it is.
macro_rules! bind {
    ($query:expr, $value:expr) => {
        match $value {
            Value::Whole(value) => $query.bind(value),
            Value::Text(value) => $query.bind(value),
            Value::Truth(value) => $query.bind(value),
            Value::Bytes(value) => $query.bind(value),
        }
    };
}

impl Value {
    /// About how long it is.
    pub(super) fn bytes(&self) -> usize {
        match self {
            Self::Whole(_) | Self::Truth(_) => 8,
            Self::Text(text) => 8 + text.as_ref().map_or(0, String::len),
            Self::Bytes(bytes) => 8 + bytes.as_ref().map_or(0, Vec::len),
        }
    }
}

impl Session {
    /// Reads one moment of the catalog, however long it takes.
    pub(super) async fn read(pool: &Pool) -> Result<Self, Error> {
        Ok(match pool {
            Pool::Sqlite(pools) => Self::Sqlite(pools.readers.begin().await?),
            Pool::Postgres(pool) => {
                Self::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?)
            }
        })
    }

    /// Writes, and lets nobody else write.
    pub(super) async fn write(pool: &Pool) -> Result<Self, Error> {
        Ok(match pool {
            Pool::Sqlite(pools) => Self::Sqlite(pools.writer.begin_with("BEGIN IMMEDIATE").await?),
            Pool::Postgres(pool) => {
                let mut tx = pool.begin().await?;
                // Whoever wants to save something must change this row.
                sqlx::query("UPDATE meta SET key_id = key_id").execute(&mut *tx).await?;
                Self::Postgres(tx)
            }
        })
    }

    pub(super) async fn end(self) -> Result<(), Error> {
        Ok(on_session!(self, |tx| tx.rollback().await)?)
    }

    pub(super) async fn commit(self) -> Result<(), Error> {
        Ok(on_session!(self, |tx| tx.commit().await)?)
    }

    pub(super) async fn count(&mut self, table: &Table) -> Result<u64, Error> {
        let sql = format!("SELECT count(*) FROM \"{}\"", table.name);
        let count: i64 =
            on_session!(self, |tx| sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut **tx).await)?;
        Ok(count.unsigned_abs())
    }

    pub(super) async fn clear(&mut self, table: &Table) -> Result<(), Error> {
        let sql = format!("DELETE FROM \"{}\"", table.name);
        on_session!(self, |tx| sqlx::query(AssertSqlSafe(sql)).execute(&mut **tx).await.map(drop))?;
        Ok(())
    }

    /// The rows after this key, in the order of the key.
    pub(super) async fn page(
        &mut self,
        table: &Table,
        after: Option<&[Value]>,
        limit: usize,
    ) -> Result<Vec<Vec<Value>>, Error> {
        let (columns, keys) = (quoted(table, false), quoted(table, true));
        let behind =
            after.map_or_else(String::new, |after| format!("WHERE ({keys}) > ({})", places(after.len())));
        let sql = format!("SELECT {columns} FROM \"{}\" {behind} ORDER BY {keys} LIMIT {limit}", table.name);
        on_session!(self, |tx| {
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for value in after.unwrap_or_default().iter().cloned() {
                query = bind!(query, value);
            }
            let rows = query.fetch_all(&mut **tx).await?;
            let values = rows.iter().map(|row| {
                let of_column = |(at, column): (usize, &crate::shape::Column)| {
                    Ok(match column.kind {
                        Kind::Whole => Value::Whole(row.try_get(at)?),
                        Kind::Text => Value::Text(row.try_get(at)?),
                        Kind::Truth => Value::Truth(row.try_get(at)?),
                        Kind::Bytes => Value::Bytes(row.try_get(at)?),
                    })
                };
                table.columns.iter().enumerate().map(of_column).collect()
            });
            values.collect()
        })
    }

    pub(super) async fn insert(&mut self, table: &Table, rows: Vec<Vec<Value>>) -> Result<(), Error> {
        let width = table.columns.len();
        let places: Vec<String> = (0..rows.len())
            .map(|row| {
                let places: Vec<String> = (1..=width).map(|at| format!("${}", row * width + at)).collect();
                format!("({})", places.join(","))
            })
            .collect();
        // PostgreSQL gives numbers itself unless it is told otherwise.
        let overriding = if matches!(self, Self::Postgres(_)) { "OVERRIDING SYSTEM VALUE" } else { "" };
        let (name, columns, places) = (&table.name, quoted(table, false), places.join(","));
        let sql = format!("INSERT INTO \"{name}\" ({columns}) {overriding} VALUES {places}");
        on_session!(self, |tx| {
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for value in rows.into_iter().flatten() {
                query = bind!(query, value);
            }
            query.execute(&mut **tx).await?;
        });
        Ok(())
    }

    /// The last number that a table gave, where that is kept apart from its rows.
    pub(super) async fn last_number(&mut self, table: &Table) -> Result<Option<i64>, Error> {
        match self {
            Self::Sqlite(tx) => {
                const KEPT: &str = "SELECT count(*) > 0 FROM sqlite_schema WHERE name = 'sqlite_sequence'";
                const NUMBER: &str = "SELECT seq FROM sqlite_sequence WHERE name = $1";
                let is_kept: bool = sqlx::query_scalar(KEPT).fetch_one(&mut **tx).await?;
                if !is_kept {
                    return Ok(None);
                }
                Ok(sqlx::query_scalar(NUMBER).bind(&table.name).fetch_optional(&mut **tx).await?)
            }
            Self::Postgres(tx) => {
                let Some(sequence) = sequence(tx, table).await? else { return Ok(None) };
                let sql = format!("SELECT CASE WHEN is_called THEN last_value END FROM {sequence}");
                Ok(sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut **tx).await?)
            }
        }
    }

    /// Makes the table give higher numbers than this and those that it has.
    pub(super) async fn set_last_number(&mut self, table: &Table, mark: i64) -> Result<(), Error> {
        match self {
            Self::Sqlite(tx) => {
                const COUNTS: &str = "SELECT count(*) > 0 FROM sqlite_schema \
                                      WHERE name = $1 AND upper(sql) LIKE '%AUTOINCREMENT%'";
                const FORGET: &str = "DELETE FROM sqlite_sequence WHERE name = $1";
                const REMEMBER: &str = "INSERT INTO sqlite_sequence (name, seq) VALUES ($1, $2)";
                let counts: bool = sqlx::query_scalar(COUNTS).bind(&table.name).fetch_one(&mut **tx).await?;
                if counts {
                    sqlx::query(FORGET).bind(&table.name).execute(&mut **tx).await?;
                    sqlx::query(REMEMBER).bind(&table.name).bind(mark).execute(&mut **tx).await?;
                }
            }
            Self::Postgres(tx) => {
                if let Some(sequence) = sequence(tx, table).await? {
                    let set = sqlx::query("SELECT setval($1::regclass, $2, true)").bind(sequence).bind(mark);
                    set.execute(&mut **tx).await?;
                }
            }
        }
        Ok(())
    }

    /// The highest number among the rows of a table that gives numbers.
    pub(super) async fn highest_number(&mut self, table: &Table) -> Result<Option<i64>, Error> {
        let mut keys = table.keys();
        let (Some(at), None) = (keys.next(), keys.next()) else { return Ok(None) };
        let column = &table.columns[at];
        if column.kind != Kind::Whole {
            return Ok(None);
        }
        let sql = format!("SELECT max(\"{}\") FROM \"{}\"", column.name, table.name);
        Ok(on_session!(self, |tx| sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(&mut **tx).await)?)
    }
}

/// The sequence behind the table's numbered key.
async fn sequence(tx: &mut Transaction<'static, Postgres>, table: &Table) -> Result<Option<String>, Error> {
    const SQL: &str = "SELECT pg_get_serial_sequence($1, $2)";
    let mut keys = table.keys();
    let (Some(at), None) = (keys.next(), keys.next()) else { return Ok(None) };
    let key = &table.columns[at].name;
    let name = format!("\"{}\"", table.name);
    Ok(sqlx::query_scalar(SQL).bind(name).bind(key).fetch_one(&mut **tx).await?)
}

/// The names of the columns, or of those of the key.
fn quoted(table: &Table, keys_only: bool) -> String {
    let columns = table.columns.iter().filter(|column| column.is_key || !keys_only);
    columns.map(|column| format!("\"{}\"", column.name)).collect::<Vec<_>>().join(", ")
}

/// `$1, $2, …`
fn places(count: usize) -> String {
    (1..=count).map(|at| format!("${at}")).collect::<Vec<_>>().join(", ")
}
