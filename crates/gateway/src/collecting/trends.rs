//! How fast databases grow: computed once a day for each, from its last 90 days, when its instance is measured. Lists
//! and the overview read what is computed here and compute nothing.

use tokio::task::spawn_blocking;
use weir_growth::{Limit, Reading, Readings, Trend};
use weir_model::{DatabaseId, Day, InstanceId, SizeTrend};
use weir_store::StaleTrend;

use crate::{Error, Gateway};

/// The days that a trend is made of: long enough for a rhythm of a month, short enough to notice a new pace.
pub(crate) const TREND_DAYS: u32 = 90;

/// Databases whose histories are read together.
const TOGETHER: usize = 500;

impl Gateway {
    /// Computes the growth of those databases of an instance for which that wasn't done today.
    pub async fn compute_trends(&self, id: InstanceId) -> Result<(), Error> {
        let today = self.clock.now().day();
        let stale = self.store.stale_trends(id, today).await?;
        for some in stale.chunks(TOGETHER) {
            let ids: Vec<DatabaseId> = some.iter().map(|stale| stale.database).collect();
            let mut histories = self.store.trends(&ids, today, TREND_DAYS).await?;
            let some: Vec<_> = some
                .iter()
                .map(|stale| (*stale, histories.remove(&stale.database).unwrap_or_default()))
                .collect();
            // Milliseconds of arithmetic, which the threads that serve requests must not spend.
            let computing = spawn_blocking(move || some.into_iter().filter_map(compute).collect::<Vec<_>>());
            let trends = computing.await.map_err(|panicked| Error::Internal(Box::new(panicked)))?;
            self.store.save_trends(&trends).await?;
        }
        Ok(())
    }
}

/// None of a history that is too short.
fn compute((stale, history): (StaleTrend, Vec<(Day, u64)>)) -> Option<SizeTrend> {
    let readings = readings(&history);
    let trend = Trend::of(&readings)?;
    let limit = stale.limit_bytes.map(|limit| trend.reaches(limit));
    let day = |of: fn(Limit) -> Option<i32>| limit.and_then(of).map(|day| Day::from_number(day.into()));
    Some(SizeTrend {
        database: stale.database,
        day: Day::from_number(trend.last_day.into()),
        readings: trend.readings as u64,
        bytes_per_day: whole(trend.slope),
        bytes_per_day_low: whole(trend.slope_low),
        bytes_per_day_high: whole(trend.slope_high),
        limit_bytes: stale.limit_bytes,
        full_day: day(|limit| limit.day),
        full_day_earliest: day(|limit| limit.earliest),
        full_day_latest: day(|limit| limit.latest),
    })
}

/// A history in the terms of the mathematics.
pub(crate) fn readings(history: &[(Day, u64)]) -> Readings {
    let reading = |(day, bytes): &(Day, u64)| {
        // A day of the calendar fits: years 1 to 9999.
        i32::try_from(day.number()).ok().map(|day| Reading { day, bytes: *bytes })
    };
    Readings::new(history.iter().filter_map(reading).collect())
}

#[expect(clippy::cast_possible_truncation, reason = "`as` saturates, which is what is wanted of a size")]
pub(crate) fn whole(bytes: f64) -> i64 {
    bytes.round() as i64
}
