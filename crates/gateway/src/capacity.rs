//! Capacity: the history and forecast of a database, and what all instances come to.

use std::collections::HashMap;

use tokio::task::spawn_blocking;
use weir_growth::{HORIZON, Trend};
use weir_model::{
    Collection, Database, DatabaseId, Day, Instance, InstanceId, LedgerEntry, LedgerFilter, LedgerSlice,
    LedgerSort, LedgerStart, SizeReading, SizeTrend, SyncStatus, TableGrowth, Timestamp,
};

use crate::{
    Caller, Error, Gateway, Permission,
    collecting::{TREND_DAYS, readings, whole},
};

/// The days of history that are given, unless asked otherwise.
const HISTORY_DAYS: i64 = 365;
/// The days of which growing tables are told.
const EXPLAINED_DAYS: u32 = 30;
/// So many growing tables are told.
const EXPLAINED: usize = 10;
/// The days of history of the total.
const TOTAL_DAYS: i64 = 90;
/// So many databases stand in each list of the overview.
const LISTED: u32 = 10;

/// Which capacity of a database is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct CapacityRequest {
    /// The history from this day on.
    pub from: Option<Day>,
    /// Up to this day.
    pub to: Option<Day>,
    /// How many days ahead the forecast goes.
    pub days_ahead: u32,
}

/// The capacity of a database.
#[derive(Clone, Debug)]
pub struct DatabaseCapacity {
    /// The database.
    pub database: Database,
    /// The instance it is in.
    pub instance: Instance,
    /// Its latest size.
    pub latest: Option<SizeReading>,
    /// Its size by day, oldest first.
    pub history: Vec<(Day, u64)>,
    /// How many readings the trend would be made of.
    pub readings: usize,
    /// The trend, if there are readings enough.
    pub trend: Option<CapacityTrend>,
    /// The tables that grew most lately.
    pub tables: Vec<TableGrowth>,
}

/// The capacity of an instance: what its active databases came to.
#[derive(Clone, Debug)]
pub struct InstanceCapacity {
    /// The instance.
    pub instance: Instance,
    /// The total by day, oldest first.
    pub history: Vec<(Day, u64)>,
    /// How many readings the trend would be made of.
    pub readings: usize,
    /// The trend, if there are readings enough.
    pub trend: Option<CapacityTrend>,
}

/// The trend of a size with what follows from it.
#[derive(Clone, Debug)]
pub struct CapacityTrend {
    /// Bytes a day; negative where it shrinks.
    pub bytes_per_day: i64,
    /// The ends of the interval that holds the true figure in 80 of 100 cases.
    pub bytes_per_day_between: (i64, i64),
    /// One-off changes of level, which the trend leaves out: the day, and by how many bytes.
    pub level_changes: Vec<(Day, i64)>,
    /// What to expect, by day.
    pub forecast: Vec<ExpectedSize>,
    /// When the database's limit is reached, if it has one.
    pub limit: Option<ExpectedLimit>,
}

/// What to expect on a day.
#[derive(Clone, Copy, Debug)]
pub struct ExpectedSize {
    /// The day.
    pub day: Day,
    /// The size to expect.
    pub bytes: u64,
    /// The ends of the interval that holds it in 80 of 100 cases.
    pub between: (u64, u64),
}

/// When a limit is reached; none where that is not within ten years.
#[derive(Clone, Copy, Debug)]
pub struct ExpectedLimit {
    /// The day to expect.
    pub day: Option<Day>,
    /// Not before this day, in 80 of 100 cases.
    pub earliest: Option<Day>,
    /// At this day at the latest.
    pub latest: Option<Day>,
}

/// What all instances come to.
#[derive(Clone, Debug)]
pub struct CapacityOverview {
    /// Every listed instance, by name.
    pub instances: Vec<Instance>,
    /// The total by day, oldest first.
    pub history: Vec<(Day, u64)>,
    /// The largest databases.
    pub largest: Vec<LedgerEntry>,
    /// The fastest growing, with how fast.
    pub fastest: Vec<(LedgerEntry, SizeTrend)>,
    /// Those that reach their limit soonest.
    pub soonest_full: Vec<(LedgerEntry, SizeTrend)>,
    /// Instances that were not measured lately, with how their last collection went.
    pub not_collected: Vec<(Instance, Option<Collection>)>,
    /// The moment of all this.
    pub now: Timestamp,
}

impl Gateway {
    /// The history and forecast of a database.
    pub async fn database_capacity(
        &self,
        caller: &Caller,
        id: DatabaseId,
        request: CapacityRequest,
    ) -> Result<DatabaseCapacity, Error> {
        caller.require(Permission::View)?;
        let database = self.find_database(id).await?;
        let instance = self.find_instance(database.instance_id).await?;
        let today = self.clock.now().day();
        let to = request.to.unwrap_or(today);
        let from = request.from.unwrap_or(to.plus(-HISTORY_DAYS));
        let history = self.store.readings(id, from, to).await?;
        let recent = self.store.readings(id, today.plus(-i64::from(TREND_DAYS)), today).await?;
        let mut tables = self.store.table_growth(id, today, EXPLAINED_DAYS).await?;
        tables.retain(|table| table.now_bytes > table.before_bytes);
        tables.truncate(EXPLAINED);
        let count = recent.len();
        let trend = compute(recent, database.limit_bytes, request.days_ahead).await?;
        let latest = self.store.latest_size(id).await?;
        Ok(DatabaseCapacity { database, instance, latest, history, readings: count, trend, tables })
    }

    /// The history and forecast of what an instance's databases come to.
    pub async fn instance_capacity(
        &self,
        caller: &Caller,
        id: InstanceId,
        request: CapacityRequest,
    ) -> Result<InstanceCapacity, Error> {
        caller.require(Permission::View)?;
        let instance = self.find_instance(id).await?;
        let today = self.clock.now().day();
        let to = request.to.unwrap_or(today);
        let from = request.from.unwrap_or(to.plus(-HISTORY_DAYS));
        let history = self.store.instance_readings(id, from, to).await?;
        let recent = self.store.instance_readings(id, today.plus(-i64::from(TREND_DAYS)), today).await?;
        let count = recent.len();
        let trend = compute(recent, instance.limit_bytes, request.days_ahead).await?;
        Ok(InstanceCapacity { instance, history, readings: count, trend })
    }

    /// What all instances come to, and which databases deserve a look.
    pub async fn capacity_overview(&self, caller: &Caller) -> Result<CapacityOverview, Error> {
        caller.require(Permission::View)?;
        let now = self.clock.now();
        let instances = self.store.listed_instances().await?;
        let history = self.store.total_readings(now.day().plus(-TOTAL_DAYS), now.day()).await?;
        let largest = LedgerSlice {
            sort: LedgerSort::Size,
            descending: true,
            start: LedgerStart::Offset(0),
            limit: LISTED.into(),
        };
        let mut largest = self.store.list_ledger(&LedgerFilter::default(), &largest, now).await?;
        largest.retain(|entry| entry.latest.is_some());
        let fastest = self.with_entries(self.store.fastest_growing(LISTED).await?).await?;
        let soonest_full = self.with_entries(self.store.soonest_full(LISTED).await?).await?;
        let mut collections: HashMap<InstanceId, Collection> = self.store.collections().await?;
        let stale = |instance: &&Instance| {
            let status = SyncStatus::of(instance.collected_at, now);
            matches!(status, SyncStatus::Pending | SyncStatus::Failed)
        };
        let not_collected = instances
            .iter()
            .filter(stale)
            .map(|instance| (instance.clone(), collections.remove(&instance.id)))
            .collect();
        Ok(CapacityOverview { instances, history, largest, fastest, soonest_full, not_collected, now })
    }

    /// Puts the rows of the ledger to trends, in the trends' order.
    async fn with_entries(&self, trends: Vec<SizeTrend>) -> Result<Vec<(LedgerEntry, SizeTrend)>, Error> {
        let ids: Vec<_> = trends.iter().map(|trend| trend.database).collect();
        let mut entries = self.store.ledger_entries(&ids).await?;
        let paired = |trend: SizeTrend| Some((entries.remove(&trend.database)?, trend));
        Ok(trends.into_iter().filter_map(paired).collect())
    }
}

/// Milliseconds of arithmetic, which the threads that serve requests must not spend.
async fn compute(
    recent: Vec<(Day, u64)>,
    limit: Option<u64>,
    days_ahead: u32,
) -> Result<Option<CapacityTrend>, Error> {
    let computing = spawn_blocking(move || capacity_trend(&recent, limit, days_ahead.min(HORIZON)));
    computing.await.map_err(|panicked| Error::Internal(Box::new(panicked)))
}

fn capacity_trend(history: &[(Day, u64)], limit: Option<u64>, days_ahead: u32) -> Option<CapacityTrend> {
    let trend = Trend::of(&readings(history))?;
    let day = |day: i32| Day::from_number(day.into());
    let expected = |days: u32| {
        let forecast = trend.forecast(days);
        ExpectedSize { day: day(forecast.day), bytes: forecast.bytes, between: (forecast.low, forecast.high) }
    };
    let limit = limit.map(|limit| trend.reaches(limit)).map(|limit| ExpectedLimit {
        day: limit.day.map(day),
        earliest: limit.earliest.map(day),
        latest: limit.latest.map(day),
    });
    Some(CapacityTrend {
        bytes_per_day: whole(trend.slope),
        bytes_per_day_between: (whole(trend.slope_low), whole(trend.slope_high)),
        level_changes: trend.level_changes.iter().map(|step| (day(step.day), whole(step.bytes))).collect(),
        forecast: (1..=days_ahead).map(expected).collect(),
        limit,
    })
}
