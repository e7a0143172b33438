//! The ledger: databases with their latest size, and what can be asked of them.

use std::fmt;

use crate::{Day, DbType, InstanceId, Paged, Tag, Timestamp};

/// The key of a database in the catalog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DatabaseId(i64);

impl DatabaseId {
    /// From the number in the catalog or on the wire.
    pub fn new(id: i64) -> Self {
        Self(id)
    }

    /// The number.
    pub fn get(self) -> i64 {
        self.0
    }
}

impl fmt::Display for DatabaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One database inside an instance. It keeps its key and its history when it vanishes and comes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Database {
    /// Its key.
    pub id: DatabaseId,
    /// The instance it is in.
    pub instance_id: InstanceId,
    /// Its name. Names that differ only in case are two databases.
    pub name: String,
    /// Whether the instance still has it.
    pub is_active: bool,
    /// The most bytes that it may take, as the operator set it.
    pub limit_bytes: Option<u64>,
    /// The day on which it was first seen.
    pub first_seen: Day,
    /// The day on which it was last seen.
    pub last_seen: Day,
    /// When it was found to be gone.
    pub deleted_at: Option<Timestamp>,
}

/// A reading of a database's size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SizeReading {
    /// Everything on disk.
    pub total_bytes: u64,
    /// Tables without indexes, where told apart.
    pub data_bytes: Option<u64>,
    /// Logs, where it has any.
    pub log_bytes: Option<u64>,
    /// When it was measured.
    pub collected_at: Timestamp,
}

/// How fresh the latest size of a database is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyncStatus {
    /// Never measured.
    Pending,
    /// Measured within the last six hours.
    Completed,
    /// Measured within the last two days.
    Running,
    /// Measured longer ago than that.
    Failed,
}

impl SyncStatus {
    /// Every status, from never to long ago.
    pub const ALL: [Self; 4] = [Self::Pending, Self::Completed, Self::Running, Self::Failed];
    /// Up to this age, in milliseconds, a size is up to date.
    pub const COMPLETED_MILLIS: i64 = 6 * 3_600_000;
    /// Up to this age, in milliseconds, it is only due.
    pub const RUNNING_MILLIS: i64 = 48 * 3_600_000;

    /// By the age of the last reading.
    pub fn of(collected_at: Option<Timestamp>, now: Timestamp) -> Self {
        let Some(collected_at) = collected_at else { return Self::Pending };
        let age = now.as_millis().saturating_sub(collected_at.as_millis());
        if age <= Self::COMPLETED_MILLIS {
            Self::Completed
        } else if age <= Self::RUNNING_MILLIS {
            Self::Running
        } else {
            Self::Failed
        }
    }

    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Completed => "completed",
            Self::Running => "running",
            Self::Failed => "failed",
        }
    }
}

/// A row of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerEntry {
    /// The database's key.
    pub id: DatabaseId,
    /// The database's name.
    pub name: String,
    /// The instance it is in.
    pub instance: LedgerInstance,
    /// The most bytes that it may take, as the operator set it.
    pub limit_bytes: Option<u64>,
    /// Its latest size.
    pub latest: Option<SizeReading>,
}

/// What the ledger tells of an instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerInstance {
    /// Its key.
    pub id: InstanceId,
    /// Its name.
    pub name: String,
    /// Its host or folder.
    pub host: String,
    /// Its port; none for a folder.
    pub port: Option<u16>,
    /// Its engine.
    pub db_type: DbType,
    /// What its server last said it is.
    pub server_version: Option<String>,
    /// The tags that its databases inherit, by name.
    pub tags: Vec<Tag>,
}

/// Which rows of the ledger are asked for. Every part that is given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LedgerFilter {
    /// Part of a name or host, in any case.
    pub search: Option<String>,
    /// One engine.
    pub db_type: Option<DbType>,
    /// One instance.
    pub instance: Option<InstanceId>,
    /// Any of these tags.
    pub tags: Vec<String>,
    /// One freshness.
    pub sync_status: Option<SyncStatus>,
}

/// By what the ledger is ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LedgerSort {
    /// Instance name, database name, key.
    #[default]
    Instance,
    /// Database name, key.
    Name,
    /// Latest size, key; what was never measured counts as smallest.
    Size,
    /// When it was measured, key; never counts as longest ago.
    CollectedAt,
}

/// Which sizes of an instance's databases are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SizeFilter {
    /// Part of the database's name, in any case.
    pub database: Option<String>,
    /// Also of databases that are gone.
    pub include_inactive: bool,
    /// From this day on.
    pub from: Option<Day>,
    /// Up to this day.
    pub to: Option<Day>,
}

/// A reading of a database on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SizeEntry {
    /// The database.
    pub database: Database,
    /// The day of the reading.
    pub day: Day,
    /// What was read.
    pub reading: SizeReading,
}

/// The latest sizes of an instance's databases: a page of them, and what all of them come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LatestSizes {
    /// The largest first.
    pub page: Paged<SizeEntry>,
    /// How many of all belong to databases that are still there.
    pub active: u64,
    /// What all of them come to.
    pub total_bytes: u64,
}

/// Where a page of the ledger begins: behind this row, by what the ledger is ordered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LedgerAfter {
    /// Behind an instance name, database name and key.
    Instance(String, String, DatabaseId),
    /// Behind a database name and key.
    Name(String, DatabaseId),
    /// Behind a size in bytes and a key; -1 for what was never measured.
    Size(i64, DatabaseId),
    /// Behind a moment in milliseconds and a key; -1 for what was never measured.
    CollectedAt(i64, DatabaseId),
}

impl LedgerAfter {
    /// The place behind a row.
    pub fn entry(entry: &LedgerEntry, sort: LedgerSort) -> Self {
        let LedgerEntry { id, name, instance, latest, .. } = entry;
        match sort {
            LedgerSort::Instance => Self::Instance(instance.name.clone(), name.clone(), *id),
            LedgerSort::Name => Self::Name(name.clone(), *id),
            LedgerSort::Size => {
                let bytes = latest.map_or(-1, |latest| i64::try_from(latest.total_bytes).unwrap_or(i64::MAX));
                Self::Size(bytes, *id)
            }
            LedgerSort::CollectedAt => {
                Self::CollectedAt(latest.map_or(-1, |latest| latest.collected_at.as_millis()), *id)
            }
        }
    }

    /// The order that it is a place in.
    pub fn sort(&self) -> LedgerSort {
        match self {
            Self::Instance(..) => LedgerSort::Instance,
            Self::Name(..) => LedgerSort::Name,
            Self::Size(..) => LedgerSort::Size,
            Self::CollectedAt(..) => LedgerSort::CollectedAt,
        }
    }
}

/// Which part of the ledger is asked for, and in what order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerSlice {
    /// By what it is ordered.
    pub sort: LedgerSort,
    /// The other way round.
    pub descending: bool,
    /// Where it begins.
    pub start: LedgerStart,
    /// How many rows at most.
    pub limit: u64,
}

/// Where a slice of the ledger begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LedgerStart {
    /// After so many rows.
    Offset(u64),
    /// Behind a row.
    After(LedgerAfter),
}

/// How many rows of the ledger there are, by engine and by freshness.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LedgerCounts {
    /// By engine; those without any are left out.
    pub by_db_type: Vec<(DbType, u64)>,
    /// By freshness, each of them.
    pub by_status: Vec<(SyncStatus, u64)>,
}

/// The sizes of a database some time ago, for its growth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EarlierSizes {
    /// About 7 days ago.
    pub d7: Option<u64>,
    /// About 30 days ago.
    pub d30: Option<u64>,
    /// About 90 days ago.
    pub d90: Option<u64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn freshness_goes_by_the_age_of_the_last_reading() {
        let now = Timestamp::from_millis(1_000_000_000_000);
        let hours = |hours: i64| Some(Timestamp::from_millis(now.as_millis() - hours * 3_600_000));
        for (collected_at, status) in [
            (None, SyncStatus::Pending),
            (hours(0), SyncStatus::Completed),
            (hours(6), SyncStatus::Completed),
            (hours(7), SyncStatus::Running),
            (hours(48), SyncStatus::Running),
            (hours(49), SyncStatus::Failed),
            (hours(-1), SyncStatus::Completed),
        ] {
            assert_eq!(SyncStatus::of(collected_at, now), status);
        }
    }
}
