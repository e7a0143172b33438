//! What is measured: databases found on an instance, their sizes, the sizes of their tables. Bytes always.

use crate::Phrase;

/// A database that an instance says it has.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FoundDatabase {
    /// Its name; for SQLite the file's name in the folder.
    pub name: String,
}

/// The measured size of one database.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DatabaseSize {
    /// The database's name.
    pub database: String,
    /// Everything on disk that belongs to it.
    pub total_bytes: u64,
    /// Tables without their indexes, where the server tells them apart.
    pub data_bytes: Option<u64>,
    /// Indexes, where the server tells them apart.
    pub index_bytes: Option<u64>,
    /// Logs of its own, where it has any (a SQLite file's WAL).
    pub log_bytes: Option<u64>,
}

/// What an instance says of the sizes of its databases.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InstanceSizes {
    /// Those that could be measured.
    pub databases: Vec<DatabaseSize>,
    /// Those that are there and could not.
    pub unmeasured: Vec<Unmeasured>,
    /// Space that databases share, so that it is in no database's size.
    pub shared: Vec<SharedSpace>,
    /// Why these are not the sizes of files but the server's statistics, where that is so.
    pub estimated: Option<Phrase>,
}

/// A database whose size could not be measured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmeasured {
    /// Its name.
    pub database: String,
    /// Why, and what helps.
    pub why: Phrase,
}

/// Space on disk that several databases share: MySQL's system and general tablespaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedSpace {
    /// Its name on the server.
    pub name: String,
    /// Its files.
    pub bytes: u64,
}

/// The measured size of one table, its partitions counted with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableSize {
    /// The schema; the database's name for MySQL, `main` for SQLite.
    pub schema: String,
    /// The table's name.
    pub table: String,
    /// Everything on disk: rows, indexes, out-of-line values.
    pub total_bytes: u64,
    /// Rows, without indexes and out-of-line values.
    pub data_bytes: u64,
    /// Indexes.
    pub index_bytes: u64,
    /// Out-of-line values (PostgreSQL's TOAST), where they are told apart.
    pub toast_bytes: Option<u64>,
    /// How many rows, where the server knows.
    pub row_count: Option<u64>,
    /// The count of rows is the server's estimate, not a count.
    pub row_count_estimated: bool,
}

/// How a table changed over a window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableGrowth {
    /// Its schema.
    pub schema: String,
    /// Its name.
    pub table: String,
    /// Its size at the start; nothing if it came later.
    pub before_bytes: u64,
    /// Its size at the end; nothing if it is gone, or no longer among the largest.
    pub now_bytes: u64,
}
