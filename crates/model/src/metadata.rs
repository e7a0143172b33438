//! What a database says about itself: schemas, tables, columns, keys, functions.
//!
//! These types are also the form in which the catalog keeps the cache; the wire has types of its own.

use serde::{Deserialize, Serialize};

/// Everything readable about one database.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatabaseMetadata {
    /// Schema names in order, also those without tables. `main` for SQLite, the database for MySQL.
    pub schemas: Vec<String>,
    /// Tables and views, by schema and name.
    pub tables: Vec<Table>,
}

/// What kind of relation a table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TableKind {
    /// An ordinary table.
    Table,
    /// A table that is divided into partitions.
    PartitionedTable,
    /// One partition of another table.
    Partition,
    /// A view.
    View,
    /// A view that stores its rows.
    MaterializedView,
    /// A table of another server.
    ForeignTable,
    /// A virtual table (SQLite).
    VirtualTable,
    /// A sequence that can be read like a table (MariaDB).
    Sequence,
}

/// A table, view or the like.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// The schema it lives in.
    pub schema: String,
    /// Its name, unquoted.
    pub name: String,
    /// What kind of relation.
    pub kind: TableKind,
    /// The comment, if one was given.
    pub comment: Option<String>,
    /// Estimated rows, where the server has an estimate; never counted.
    pub estimated_rows: Option<u64>,
    /// Bytes on disk with indexes, where the server knows.
    pub size_bytes: Option<u64>,
    /// The table this one is a partition of, as schema and name.
    pub partition_of: Option<(String, String)>,
    /// Columns in their order.
    pub columns: Vec<Column>,
    /// Foreign keys from this table.
    pub foreign_keys: Vec<ForeignKey>,
    /// Indexes, the primary key among them.
    pub indexes: Vec<Index>,
}

/// How a column gets its value on its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Generated {
    /// Computed when written.
    Stored,
    /// Computed when read.
    Virtual,
    /// Numbered by the server (identity, AUTO_INCREMENT).
    Identity,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Its name, unquoted.
    pub name: String,
    /// The type's plain name: `varchar`, `int8`, `numeric` as the server's catalog calls it.
    pub data_type: String,
    /// The type as one would declare it: `varchar(50)`, `numeric(10,2)`, `bigint unsigned`.
    pub full_type: String,
    /// Whether NULL is allowed.
    pub nullable: bool,
    /// Whether it is part of the primary key.
    pub primary_key: bool,
    /// The default as SQL text.
    pub default: Option<String>,
    /// How it is computed or numbered, if it is.
    pub generated: Option<Generated>,
    /// The comment, if one was given.
    pub comment: Option<String>,
    /// The values of an enum or set type, in order; empty for other types.
    pub enum_values: Vec<String>,
}

/// A reference to another table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForeignKey {
    /// The constraint's name; empty where it has none (SQLite).
    pub name: String,
    /// Columns here, in order.
    pub columns: Vec<String>,
    /// The schema of the table referred to.
    pub referenced_schema: String,
    /// The table referred to.
    pub referenced_table: String,
    /// Columns there, in the same order.
    pub referenced_columns: Vec<String>,
}

/// An index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index {
    /// Its name.
    pub name: String,
    /// Its columns in order; an expression stands as its SQL text.
    pub columns: Vec<String>,
    /// Whether it forbids duplicates.
    pub unique: bool,
    /// Whether it is the primary key's.
    pub primary: bool,
}

/// How a function's result may change (PostgreSQL `provolatile`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Volatility {
    /// Same arguments, same result, for ever.
    Immutable,
    /// Same within one statement.
    Stable,
    /// May do anything.
    Volatile,
}

/// A function that a server offers, as far as the guard needs to know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Function {
    /// The schema it lives in; empty for servers whose built-in functions have none.
    pub schema: String,
    /// Its name.
    pub name: String,
    /// Its declared volatility; `Volatile` where a server doesn't say.
    pub volatility: Volatility,
    /// The extension that it belongs to, if any.
    pub extension: Option<String>,
}
