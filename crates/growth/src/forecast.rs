//! What a trend says of days to come: the size to expect, and the day on which a limit is reached.

use crate::{
    Trend,
    reading::{to_bytes, to_float},
    trend::EIGHTY_PERCENT,
};

/// How far ahead anything is said, in days: ten years.
pub const HORIZON: u32 = 3650;

/// What to expect on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forecast {
    /// The day.
    pub day: i32,
    /// The size to expect.
    pub bytes: u64,
    /// In 80 of 100 cases it is at least this.
    pub low: u64,
    /// And at most this.
    pub high: u64,
}

/// When a limit is reached, with the interval that holds the day in 80 of 100 cases. `None`: not within
/// [`HORIZON`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The day to expect.
    pub day: Option<i32>,
    /// Not before this day.
    pub earliest: Option<i32>,
    /// At this day at the latest.
    pub latest: Option<i32>,
}

impl Trend {
    /// What to expect so many days after the last reading; beyond [`HORIZON`] what it says there.
    pub fn forecast(&self, days_ahead: u32) -> Forecast {
        let (middle, half) = self.expect(days_ahead);
        let day = self.day(days_ahead);
        Forecast { day, bytes: to_bytes(middle), low: to_bytes(middle - half), high: to_bytes(middle + half) }
    }

    /// When the size reaches a limit. What is there already was reached on the day of the last reading.
    pub fn reaches(&self, limit: u64) -> Limit {
        if self.last_bytes >= limit {
            let today = Some(self.last_day);
            return Limit { day: today, earliest: today, latest: today };
        }
        let limit = to_float(limit);
        let first = |size: &dyn Fn(f64, f64) -> f64| {
            let mut days = 1..=HORIZON;
            let reached = |days: &u32| {
                let (middle, half) = self.expect(*days);
                size(middle, half) >= limit
            };
            days.find(reached).map(|days| self.day(days))
        };
        Limit {
            day: first(&|middle, _| middle),
            earliest: first(&|middle, half| middle + half),
            latest: first(&|middle, half| middle - half),
        }
    }

    /// The size to expect and half of its interval.
    fn expect(&self, days_ahead: u32) -> (f64, f64) {
        let days = f64::from(days_ahead.min(HORIZON));
        (self.level + self.slope * days, EIGHTY_PERCENT * self.variance(days).sqrt())
    }

    fn day(&self, days_ahead: u32) -> i32 {
        let ahead = i32::try_from(days_ahead.min(HORIZON)).unwrap_or(i32::MAX);
        self.last_day.saturating_add(ahead)
    }
}
