//! `/api/v1/databases/ledgers`: rows of the ledger, and the words that stand beside their values.

mod export;
mod label;
mod xlsx;

use serde::Serialize;
use utoipa::ToSchema;
use weir_model::{
    Database, Day, EarlierSizes, LedgerCounts, LedgerEntry, Phrase, SizeReading, SyncStatus, Tag,
};

use crate::DbTypeName;

pub use export::{LedgerCells, LedgerCsv};
pub use label::{megabytes, size_label};
pub use xlsx::{LedgerXlsx, WorkbookFailure};

/// Picks the language of a sentence.
pub type Speak = fn(&Phrase) -> &str;

/// A page of the ledger.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LedgerResponse {
    /// The rows.
    pub items: Vec<LedgerItem>,
    /// How many rows there are on all pages.
    pub total: u64,
    /// The number of this page.
    pub page: u64,
    /// How many pages there are.
    pub pages: u64,
    /// The most rows of a page.
    pub limit: u64,
    /// Give it as `after` to get the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// How many rows there are of each kind, with `include=counts`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counts: Option<LedgerCountsResponse>,
}

/// How many rows of the ledger there are of each kind.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LedgerCountsResponse {
    /// By type.
    pub by_db_type: Vec<DbTypeCount>,
    /// By status, each of them.
    pub by_sync_status: Vec<SyncStatusCount>,
}

/// How many databases of a type.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DbTypeCount {
    /// The type.
    pub db_type: DbTypeName,
    /// How many.
    pub count: u64,
}

/// How many databases of a status.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SyncStatusCount {
    /// The status.
    #[schema(example = "completed")]
    pub value: &'static str,
    /// The status for people.
    pub label: String,
    /// How many.
    pub count: u64,
}

/// A row of the ledger: a database with its latest size.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LedgerItem {
    /// The database's id.
    pub id: i64,
    /// The database's name.
    pub database_name: String,
    /// The instance that it is in.
    pub instance: LedgerInstanceResponse,
    /// The type of the instance.
    pub db_type: DbTypeName,
    /// Its latest size.
    pub capacity: CapacityResponse,
    /// How fresh that is.
    pub sync_status: SyncStatusResponse,
    /// The tags that it inherits from its instance, by name.
    pub tags: Vec<LedgerTag>,
    /// How much it grew.
    pub growth: GrowthResponse,
    /// The most bytes that it may take, as the operator set it.
    pub limit_bytes: Option<u64>,
    /// The daily sizes of the last 30 days, oldest first, with `include=trend`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trend: Option<Vec<TrendPoint>>,
}

/// An instance, as the ledger shows it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LedgerInstanceResponse {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Its host or folder.
    pub host: String,
    /// Its port; null for SQLite.
    pub port: Option<u16>,
    /// Its type.
    pub db_type: DbTypeName,
    /// What its server last said it is; tells MariaDB from MySQL.
    pub server_version: Option<String>,
}

/// A size with its words.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CapacityResponse {
    /// Whole megabytes (of 1,048,576 bytes), rounded to the nearest; null without data.
    pub size_mb: Option<u64>,
    /// Exact bytes; null without data.
    pub size_bytes: Option<u64>,
    /// For people.
    #[schema(example = "44.63 GB")]
    pub label: String,
    /// When it was measured, in UTC; null without data.
    #[schema(format = DateTime)]
    pub collected_at: Option<String>,
}

/// How fresh a size is.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SyncStatusResponse {
    /// `pending`, `completed`, `running` or `failed`.
    #[schema(example = "completed")]
    pub value: &'static str,
    /// For people.
    #[schema(example = "已更新")]
    pub label: String,
    /// A word for its colour.
    #[schema(example = "success")]
    pub variant: &'static str,
}

/// A tag, as the ledger shows it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LedgerTag {
    /// The name that filters use.
    pub name: String,
    /// The name for people.
    pub display_name: String,
    /// A word for its colour, or `#rrggbb`.
    pub color: String,
}

/// How much a database grew in some time; null where there is no reading of that time.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct GrowthResponse {
    /// In 7 days.
    pub d7: Option<GrownResponse>,
    /// In 30 days.
    pub d30: Option<GrownResponse>,
    /// In 90 days.
    pub d90: Option<GrownResponse>,
}

/// A change in size.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
pub struct GrownResponse {
    /// In bytes; negative when it shrank.
    pub bytes: i64,
    /// In percent of what it was, to two places; null when it was empty.
    pub percent: Option<f64>,
}

/// The size on a day.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TrendPoint {
    /// The day.
    #[schema(format = Date)]
    pub date: String,
    /// Exact bytes.
    pub size_bytes: u64,
}

impl LedgerItem {
    /// A row without its trend.
    pub fn new(entry: LedgerEntry, status: SyncStatus, earlier: EarlierSizes, speak: Speak) -> Self {
        let LedgerEntry { id, name, instance, limit_bytes, latest } = entry;
        Self {
            id: id.get(),
            database_name: name,
            db_type: instance.db_type.into(),
            instance: LedgerInstanceResponse {
                id: instance.id.get(),
                name: instance.name,
                host: instance.host,
                port: instance.port,
                db_type: instance.db_type.into(),
                server_version: instance.server_version,
            },
            capacity: CapacityResponse::new(latest, speak),
            sync_status: SyncStatusResponse::new(status, speak),
            tags: instance.tags.into_iter().map(LedgerTag::from).collect(),
            growth: GrowthResponse::new(latest, earlier),
            limit_bytes,
            trend: None,
        }
    }

    /// The same with its daily sizes.
    #[must_use]
    pub fn with_trend(self, trend: Vec<(Day, u64)>) -> Self {
        let point = |(day, size_bytes): (Day, u64)| TrendPoint { date: day.to_string(), size_bytes };
        Self { trend: Some(trend.into_iter().map(point).collect()), ..self }
    }
}

impl CapacityResponse {
    /// The words for a size, or for none.
    pub fn new(latest: Option<SizeReading>, speak: Speak) -> Self {
        Self {
            size_mb: latest.map(|latest| megabytes(latest.total_bytes)),
            size_bytes: latest.map(|latest| latest.total_bytes),
            label: latest_label(latest, speak),
            collected_at: latest.map(|latest| latest.collected_at.to_string()),
        }
    }
}

/// A size for people, or that there is none.
pub(crate) fn latest_label(latest: Option<SizeReading>, speak: Speak) -> String {
    match latest {
        Some(latest) => size_label(latest.total_bytes),
        None => speak(&Phrase::new("Not collected", "未采集")).to_owned(),
    }
}

impl SyncStatusResponse {
    /// The words for a status.
    pub fn new(status: SyncStatus, speak: Speak) -> Self {
        let variant = match status {
            SyncStatus::Pending => "secondary",
            SyncStatus::Completed => "success",
            SyncStatus::Running => "warning",
            SyncStatus::Failed => "danger",
        };
        Self { value: status.as_str(), label: status_label(status, speak), variant }
    }
}

pub(crate) fn status_label(status: SyncStatus, speak: Speak) -> String {
    let phrase = match status {
        SyncStatus::Pending => Phrase::new("Not collected yet", "待采集"),
        SyncStatus::Completed => Phrase::new("Up to date", "已更新"),
        SyncStatus::Running => Phrase::new("Due", "待刷新"),
        SyncStatus::Failed => Phrase::new("Overdue", "超时"),
    };
    speak(&phrase).to_owned()
}

impl LedgerCountsResponse {
    /// The counts with their words.
    pub fn new(counts: LedgerCounts, speak: Speak) -> Self {
        let by_type =
            |(db_type, count): (weir_model::DbType, u64)| DbTypeCount { db_type: db_type.into(), count };
        let by_status = |(status, count): (SyncStatus, u64)| SyncStatusCount {
            value: status.as_str(),
            label: status_label(status, speak),
            count,
        };
        Self {
            by_db_type: counts.by_db_type.into_iter().map(by_type).collect(),
            by_sync_status: counts.by_status.into_iter().map(by_status).collect(),
        }
    }
}

impl From<Tag> for LedgerTag {
    fn from(tag: Tag) -> Self {
        Self { name: tag.name, display_name: tag.display_name, color: tag.color }
    }
}

impl GrowthResponse {
    fn new(latest: Option<SizeReading>, earlier: EarlierSizes) -> Self {
        let grown = |before: Option<u64>| Some(GrownResponse::between(before?, latest?.total_bytes));
        Self { d7: grown(earlier.d7), d30: grown(earlier.d30), d90: grown(earlier.d90) }
    }
}

impl GrownResponse {
    /// The change from one size to another.
    pub fn between(before: u64, now: u64) -> Self {
        let bytes = i128::from(now) - i128::from(before);
        let bytes = i64::try_from(bytes).unwrap_or(if bytes < 0 { i64::MIN } else { i64::MAX });
        // In hundredths of a percent first, so that no float decides how it is rounded.
        let hundredths = (before > 0).then(|| {
            let (change, before) = (i128::from(bytes) * 10_000, i128::from(before));
            (2 * change + before * change.signum()) / (2 * before)
        });
        #[expect(clippy::cast_precision_loss, reason = "a percentage for people")]
        let percent = hundredths.map(|hundredths| hundredths as f64 / 100.0);
        Self { bytes, percent }
    }
}

/// The databases of an instance.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DatabaseOptionsResponse {
    /// By name, active and not.
    pub databases: Vec<DatabaseOption>,
    /// How many there are on all pages.
    pub total_count: u64,
    /// The number of this page.
    pub page: u64,
    /// How many pages there are.
    pub pages: u64,
    /// The most databases of a page.
    pub limit: u64,
}

/// A database of an instance.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DatabaseOption {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub database_name: String,
    /// Whether the instance still has it.
    pub is_active: bool,
    /// The day on which it was first seen.
    #[schema(format = Date)]
    pub first_seen_date: String,
    /// The day on which it was last seen.
    #[schema(format = Date)]
    pub last_seen_date: String,
    /// When it was found to be gone, in UTC.
    #[schema(format = DateTime)]
    pub deleted_at: Option<String>,
}

impl From<Database> for DatabaseOption {
    fn from(database: Database) -> Self {
        Self {
            id: database.id.get(),
            database_name: database.name,
            is_active: database.is_active,
            first_seen_date: database.first_seen.to_string(),
            last_seen_date: database.last_seen.to_string(),
            deleted_at: database.deleted_at.map(|at| at.to_string()),
        }
    }
}

/// One database of the ledger.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DatabaseResponse {
    /// What its instance's list says of it.
    #[serde(flatten)]
    pub database: DatabaseOption,
    /// The instance that it is in.
    pub instance_id: i64,
    /// The most bytes that it may take, as the operator set it.
    pub limit_bytes: Option<u64>,
}

impl From<Database> for DatabaseResponse {
    fn from(database: Database) -> Self {
        Self {
            instance_id: database.instance_id.get(),
            limit_bytes: database.limit_bytes,
            database: database.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growth_is_told_in_bytes_and_percent() {
        for (before, now, bytes, percent) in [
            (100, 150, 50, Some(50.0)),
            (150, 100, -50, Some(-33.33)),
            (3, 4, 1, Some(33.33)),
            (6, 7, 1, Some(16.67)),
            (0, 5, 5, None),
            (5, 5, 0, Some(0.0)),
            (u64::MAX, 0, i64::MIN, Some(-50.0)),
        ] {
            assert_eq!(
                GrownResponse::between(before, now),
                GrownResponse { bytes, percent },
                "{before} {now}"
            );
        }
    }
}
