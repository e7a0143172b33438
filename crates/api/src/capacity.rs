//! `/api/v1/capacity`: history, trend and forecast of sizes; and what a sync of an instance did.

use serde::Serialize;
use utoipa::ToSchema;
use weir_model::{Day, LedgerEntry, TableGrowth};

use crate::{DbTypeName, GrownResponse, size_label};

/// The capacity of a database.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CapacityResponseFull {
    /// The database.
    pub database: CapacityDatabase,
    /// The limit that the operator has set.
    pub limit_bytes: Option<u64>,
    /// Its size by day, oldest first; days without a reading are left out.
    pub history: Vec<CapacityDay>,
    /// Of how many readings of the last 90 days the trend is made.
    pub readings: u64,
    /// How many readings a trend needs.
    pub min_readings: u64,
    /// How fast it grows; null with too few readings.
    pub trend: Option<CapacityTrendResponse>,
    /// What to expect, by day; empty with too few readings.
    pub forecast: Vec<CapacityForecastDay>,
    /// When the limit is reached; null without a limit or with too few readings.
    pub limit: Option<CapacityLimit>,
    /// The tables that grew most in the last 30 days.
    pub growing_tables: Vec<CapacityTable>,
}

/// The capacity of an instance: what its active databases came to.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct InstanceCapacityResponse {
    /// The instance.
    pub instance: CapacityInstance,
    /// The total by day, oldest first; days without a reading are left out.
    pub history: Vec<CapacityDay>,
    /// Of how many readings of the last 90 days the trend is made.
    pub readings: u64,
    /// How many readings a trend needs.
    pub min_readings: u64,
    /// How fast it grows; null with too few readings.
    pub trend: Option<CapacityTrendResponse>,
    /// What to expect, by day; empty with too few readings.
    pub forecast: Vec<CapacityForecastDay>,
    /// When the instance's limit is reached; null without a limit or with too few readings.
    pub limit: Option<CapacityLimit>,
}

/// A database, by itself.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CapacityDatabase {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub database_name: String,
    /// The instance's id.
    pub instance_id: i64,
    /// The instance's name.
    pub instance_name: String,
    /// The instance's type.
    pub db_type: DbTypeName,
    /// Its latest size in exact bytes; null without data.
    pub size_bytes: Option<u64>,
    /// The same for people; null without data.
    pub label: Option<String>,
}

impl From<LedgerEntry> for CapacityDatabase {
    fn from(entry: LedgerEntry) -> Self {
        let size_bytes = entry.latest.map(|latest| latest.total_bytes);
        Self {
            id: entry.id.get(),
            database_name: entry.name,
            instance_id: entry.instance.id.get(),
            instance_name: entry.instance.name,
            db_type: entry.instance.db_type.into(),
            size_bytes,
            label: size_bytes.map(size_label),
        }
    }
}

/// The size on a day.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CapacityDay {
    /// The day.
    #[schema(format = Date)]
    pub date: String,
    /// Exact bytes.
    pub size_bytes: u64,
}

impl From<(Day, u64)> for CapacityDay {
    fn from((day, size_bytes): (Day, u64)) -> Self {
        Self { date: day.to_string(), size_bytes }
    }
}

/// How fast a database grows.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CapacityTrendResponse {
    /// Bytes a day; negative where it shrinks. Not misled by one-off jumps and gaps.
    pub bytes_per_day: i64,
    /// The true figure is above this in 90 of 100 cases.
    pub bytes_per_day_low: i64,
    /// And below this in 90 of 100.
    pub bytes_per_day_high: i64,
    /// One-off changes of level, which the trend leaves out.
    pub level_changes: Vec<LevelChangeResponse>,
}

/// A one-off change of level.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LevelChangeResponse {
    /// The first day on the new level.
    #[schema(format = Date)]
    pub date: String,
    /// By how many bytes; negative for a drop.
    pub bytes: i64,
}

/// What to expect on a day.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CapacityForecastDay {
    /// The day.
    #[schema(format = Date)]
    pub date: String,
    /// The size to expect.
    pub size_bytes: u64,
    /// In 80 of 100 cases it is at least this.
    pub low_bytes: u64,
    /// And at most this.
    pub high_bytes: u64,
}

/// When a limit is reached; null where that is not within ten years.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CapacityLimit {
    /// The day to expect.
    #[schema(format = Date)]
    pub date: Option<String>,
    /// Not before this day, in 80 of 100 cases.
    #[schema(format = Date)]
    pub earliest: Option<String>,
    /// At this day at the latest.
    #[schema(format = Date)]
    pub latest: Option<String>,
}

/// A table that grew.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CapacityTable {
    /// Its schema.
    pub schema_name: String,
    /// Its name.
    pub table_name: String,
    /// Its size now.
    pub size_bytes: u64,
    /// How much it grew.
    pub growth: GrownResponse,
}

impl From<TableGrowth> for CapacityTable {
    fn from(table: TableGrowth) -> Self {
        Self {
            schema_name: table.schema,
            table_name: table.table,
            size_bytes: table.now_bytes,
            growth: GrownResponse::between(table.before_bytes, table.now_bytes),
        }
    }
}

/// What all instances come to, and which databases deserve a look.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CapacityOverviewResponse {
    /// Everything together.
    pub total: CapacityTotal,
    /// By type.
    pub by_db_type: Vec<CapacityTotalByType>,
    /// By instance, by name.
    pub by_instance: Vec<CapacityInstance>,
    /// The total by day, oldest first.
    pub history: Vec<CapacityDay>,
    /// The largest databases.
    pub largest: Vec<CapacityDatabase>,
    /// The fastest growing databases.
    pub fastest_growing: Vec<GrowingDatabase>,
    /// The databases that reach their limit soonest.
    pub soonest_full: Vec<GrowingDatabase>,
    /// Instances that were not measured for two days, or never.
    pub not_collected: Vec<NotCollectedInstance>,
}

/// Databases and what they come to.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct CapacityTotal {
    /// How many instances.
    pub instances: u64,
    /// How many databases.
    pub databases: u64,
    /// Exact bytes.
    pub size_bytes: u64,
    /// The same for people.
    pub label: String,
}

/// The databases of a type.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CapacityTotalByType {
    /// The type.
    pub db_type: DbTypeName,
    /// What they come to.
    #[serde(flatten)]
    pub total: CapacityTotal,
}

/// The databases of an instance.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CapacityInstance {
    /// The instance's id.
    pub id: i64,
    /// The instance's name.
    pub name: String,
    /// The instance's type.
    pub db_type: DbTypeName,
    /// How many databases.
    pub databases: u64,
    /// Exact bytes; null without data.
    pub size_bytes: Option<u64>,
    /// The most bytes that they may take together.
    pub limit_bytes: Option<u64>,
    /// When any of them was last measured, in UTC.
    #[schema(format = DateTime)]
    pub collected_at: Option<String>,
}

/// A database that grows.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct GrowingDatabase {
    /// The database.
    #[serde(flatten)]
    pub database: CapacityDatabase,
    /// Bytes a day.
    pub bytes_per_day: i64,
    /// Its limit.
    pub limit_bytes: Option<u64>,
    /// The day on which the limit is reached; null without a limit or when that is not within ten years.
    #[schema(format = Date)]
    pub full_date: Option<String>,
}

/// An instance that was not measured lately.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NotCollectedInstance {
    /// The instance's id.
    pub id: i64,
    /// The instance's name.
    pub name: String,
    /// When it was last measured, in UTC; null when it never was.
    #[schema(format = DateTime)]
    pub collected_at: Option<String>,
    /// When that was last tried, in UTC.
    #[schema(format = DateTime)]
    pub tried_at: Option<String>,
    /// Why it failed.
    pub error: Option<String>,
}

/// What a sync of an instance did.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SyncCapacityResponse {
    /// Databases seen for the first time.
    pub created: u64,
    /// Databases seen again.
    pub refreshed: u64,
    /// Databases that are back.
    pub reactivated: u64,
    /// Databases that are gone; their history stays.
    pub deactivated: u64,
    /// How many sizes were saved.
    pub measured: u64,
    /// What they come to, in exact bytes.
    pub total_bytes: u64,
    /// Databases that are there and could not be measured.
    pub unmeasured: Vec<UnmeasuredDatabase>,
    /// Space that databases share, so that it is in no database's size.
    pub shared: Vec<SharedSpaceResponse>,
    /// Why these are the server's statistics and not sizes of files; null where they are sizes of files.
    pub estimated: Option<String>,
    /// How long it took, in milliseconds.
    pub elapsed_ms: u64,
}

/// A database that could not be measured.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct UnmeasuredDatabase {
    /// Its name.
    pub database_name: String,
    /// Why, and what helps.
    pub reason: String,
}

/// Space that databases share.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SharedSpaceResponse {
    /// Its name on the server.
    pub name: String,
    /// Exact bytes.
    pub size_bytes: u64,
}

/// A run over all instances.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SyncAllResponse {
    /// The run; `/api/v1/jobs/runs/{run_id}` tells how far it is.
    pub run_id: i64,
    /// False when a run was under way already: this is that one.
    pub started: bool,
}
