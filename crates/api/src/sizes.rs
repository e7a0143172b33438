//! `/api/v1/databases/sizes` and `…/tables/sizes`: measured sizes of databases and tables.

use serde::Serialize;
use utoipa::ToSchema;
use weir_model::{SizeEntry, TableSize, Timestamp};

use crate::megabytes;

/// Sizes of an instance's databases.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SizesResponse {
    /// One entry a database and day, the newest day first, then by name; with `latest_only` one a database, the
    /// largest first.
    pub databases: Vec<SizeEntryResponse>,
    /// How many entries there are on all pages.
    pub total: u64,
    /// The number of this page.
    pub page: u64,
    /// How many pages there are.
    pub pages: u64,
    /// The most entries of a page.
    pub limit: u64,
    /// With `latest_only`: how many of all entries are of databases that are still there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub active_count: Option<u64>,
    /// With `latest_only`: how many entries the filters let through.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filtered_count: Option<u64>,
    /// With `latest_only`: what they come to, in whole megabytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_size_mb: Option<u64>,
    /// With `latest_only`: what they come to, in exact bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_size_bytes: Option<u64>,
}

/// The size of a database on a day.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SizeEntryResponse {
    /// The database's id.
    pub id: i64,
    /// The database's name.
    pub database_name: String,
    /// Whole megabytes, rounded to the nearest.
    pub size_mb: u64,
    /// Whole megabytes of tables without indexes; null where they are not told apart.
    pub data_size_mb: Option<u64>,
    /// Whole megabytes of logs; null where the database has none of its own.
    pub log_size_mb: Option<u64>,
    /// Exact bytes.
    pub size_bytes: u64,
    /// Exact bytes of tables without indexes.
    pub data_size_bytes: Option<u64>,
    /// Exact bytes of logs.
    pub log_size_bytes: Option<u64>,
    /// The day.
    #[schema(format = Date)]
    pub collected_date: String,
    /// When it was measured, in UTC.
    #[schema(format = DateTime)]
    pub collected_at: String,
    /// Whether the instance still has the database.
    pub is_active: bool,
    /// When it was found to be gone, in UTC.
    #[schema(format = DateTime)]
    pub deleted_at: Option<String>,
    /// The day on which it was last seen.
    #[schema(format = Date)]
    pub last_seen_date: String,
}

impl From<SizeEntry> for SizeEntryResponse {
    fn from(entry: SizeEntry) -> Self {
        let SizeEntry { database, day, reading } = entry;
        Self {
            id: database.id.get(),
            database_name: database.name,
            size_mb: megabytes(reading.total_bytes),
            data_size_mb: reading.data_bytes.map(megabytes),
            log_size_mb: reading.log_bytes.map(megabytes),
            size_bytes: reading.total_bytes,
            data_size_bytes: reading.data_bytes,
            log_size_bytes: reading.log_bytes,
            collected_date: day.to_string(),
            collected_at: reading.collected_at.to_string(),
            is_active: database.is_active,
            deleted_at: database.deleted_at.map(|at| at.to_string()),
            last_seen_date: database.last_seen.to_string(),
        }
    }
}

/// The tables of a database as they were last measured.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TableSizesResponse {
    /// How many tables there are on all pages.
    pub total: u64,
    /// The most tables of a page.
    pub limit: u64,
    /// The number of this page.
    pub page: u64,
    /// How many pages there are.
    pub pages: u64,
    /// When they were measured, in UTC; null when they never were.
    #[schema(format = DateTime)]
    pub collected_at: Option<String>,
    /// The largest first.
    pub tables: Vec<TableSizeResponse>,
    /// After a refresh: how many tables the new snapshot has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub saved_count: Option<u64>,
    /// After a refresh: how many tables are gone since the one before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deleted_count: Option<u64>,
    /// After a refresh: how long it took, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub elapsed_ms: Option<u64>,
}

/// The size of a table.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TableSizeResponse {
    /// Its schema.
    pub schema_name: String,
    /// Its name.
    pub table_name: String,
    /// Whole megabytes, rounded to the nearest.
    pub size_mb: u64,
    /// Whole megabytes of rows.
    pub data_size_mb: u64,
    /// Whole megabytes of indexes.
    pub index_size_mb: u64,
    /// How many rows, where the server knows.
    pub row_count: Option<u64>,
    /// When it was measured, in UTC.
    #[schema(format = DateTime)]
    pub collected_at: Option<String>,
    /// Exact bytes.
    pub size_bytes: u64,
    /// Exact bytes of rows.
    pub data_size_bytes: u64,
    /// Exact bytes of indexes.
    pub index_size_bytes: u64,
    /// Exact bytes of out-of-line values, where they are told apart.
    pub toast_size_bytes: Option<u64>,
    /// The count of rows is the server's estimate.
    pub row_count_estimated: bool,
}

impl TableSizeResponse {
    /// A table of a snapshot.
    pub fn new(size: TableSize, collected_at: Option<Timestamp>) -> Self {
        Self {
            schema_name: size.schema,
            table_name: size.table,
            size_mb: megabytes(size.total_bytes),
            data_size_mb: megabytes(size.data_bytes),
            index_size_mb: megabytes(size.index_bytes),
            row_count: size.row_count,
            collected_at: collected_at.map(|at| at.to_string()),
            size_bytes: size.total_bytes,
            data_size_bytes: size.data_bytes,
            index_size_bytes: size.index_bytes,
            toast_size_bytes: size.toast_bytes,
            row_count_estimated: size.row_count_estimated,
        }
    }
}
