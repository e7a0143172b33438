//! The sample shop: a made-up shop with two years of orders, as SQL statements for each dialect; and a made-up
//! fleet of database servers with their sizes.
//!
//! Invariants:
//! - The statements are the same bytes at every run and on every machine: no clock, no randomness from outside,
//!   no floating point.
//! - The three dialects hold the same rows; only the spelling of types and literals differs.
//! - Pure: nothing here opens a file or a connection. Writing the shop somewhere is `weir_engine`'s.
//! - Streaming: one statement is in memory at a time.
//! - Everything in it is made up, and the database says so itself (`sample_note`, comments).

mod calendar;
mod ddl;
mod dice;
mod fleet;
mod goods;
mod orders;
mod payments;
mod people;
mod reviews;
mod row;
mod rows;
mod schema;
mod shop;
mod staff;
mod stock;
mod views;
mod words;

use std::{iter, sync::Arc};

pub use fleet::{FleetDatabase, FleetInstance, fleet};

use crate::{rows::Source, schema::Table, shop::Shop};

/// The schema (PostgreSQL) or database (MySQL) that the sample lives in on a server.
pub const SCHEMA: &str = "weir_sample";

/// Rows in all tables together.
pub const ROWS: u32 = shop::ROWS;

/// The first day on which there are orders.
pub const FIRST_DAY: &str = "2024-01-01";

/// The day at whose end the data stands.
pub const LAST_DAY: &str = "2025-12-31";

/// Rows in one INSERT at most.
const ROWS_PER_INSERT: usize = 500;

/// Whose SQL the sample is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SampleDialect {
    /// PostgreSQL.
    Postgres,
    /// MySQL and MariaDB.
    MySql,
    /// SQLite.
    Sqlite,
}

/// The sample as statements, in the order in which they are to be run, without closing semicolons.
///
/// They make everything in the current schema or database, which must be empty (on PostgreSQL it must be the one
/// named [`SCHEMA`], since its comment is set).
pub fn statements(dialect: SampleDialect) -> impl Iterator<Item = String> + Send + 'static {
    let shop = Shop::new();
    let tally = shop.tally();
    let [.., reviews] = shop.row_counts(&tally);
    let source = Source { dialect, shop: Arc::new(shop), tally: Arc::new(tally), reviews };
    ddl::tables(dialect)
        .into_iter()
        .chain(schema::TABLES.iter().flat_map(move |table| inserts(&source, table)))
        .chain(ddl::indexes())
        .chain(views::views(dialect))
        .chain(ddl::finish(dialect))
}

/// The names of the tables and how many rows each has; they add up to [`ROWS`].
pub fn tables() -> impl Iterator<Item = (&'static str, u32)> {
    let shop = Shop::new();
    let counts = shop.row_counts(&shop.tally());
    schema::TABLES.iter().map(|table| table.name).zip(counts)
}

/// The names of every table and view.
pub fn relations() -> impl Iterator<Item = &'static str> {
    schema::TABLES.iter().map(|table| table.name).chain(views::names())
}

fn inserts(source: &Source, table: &'static Table) -> impl Iterator<Item = String> + Send + use<> {
    let columns: Vec<&str> =
        table.columns.iter().filter(|column| column.is_written()).map(|column| column.name).collect();
    let head = format!("INSERT INTO {} ({}) VALUES", table.name, columns.join(", "));
    let mut rows = source.rows(table.name).peekable();
    iter::from_fn(move || {
        rows.peek()?;
        let mut sql = head.clone();
        for (nth, row) in rows.by_ref().take(ROWS_PER_INSERT).enumerate() {
            sql.push_str(if nth == 0 { "\n" } else { ",\n" });
            sql.push_str(&row);
        }
        Some(sql)
    })
}
