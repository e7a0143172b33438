//! The trend of a size: how fast it grows, not fooled by spikes, gaps and one-off changes of level.

use std::f64::consts::FRAC_PI_2;

use crate::{
    LevelChange, Readings,
    level::changes,
    noise::Noise,
    reading::{days_between, median, to_float},
    slopes::{count, theil_sen},
};

/// With fewer readings nothing is said.
pub const MIN_READINGS: usize = 14;

/// So many standard deviations on each side hold 80 % of a normal distribution.
pub(crate) const EIGHTY_PERCENT: f64 = 1.281_551_565_544_600_4;

/// Where the trend stands now is the median of so many last readings.
const RECENT: usize = 7;

/// How fast a size grows.
#[derive(Clone, Debug, PartialEq)]
pub struct Trend {
    /// Bytes a day; negative where it shrinks.
    pub slope: f64,
    /// The lower end of the interval that holds the true slope in 80 of 100 cases.
    pub slope_low: f64,
    /// Its upper end.
    pub slope_high: f64,
    /// One-off changes of level, which the slope leaves out, in order.
    pub level_changes: Vec<LevelChange>,
    /// The day of the last reading.
    pub last_day: i32,
    /// The last reading.
    pub last_bytes: u64,
    /// How many readings it is made of.
    pub readings: usize,
    /// Where the trend stands on the last day, in bytes.
    pub(crate) level: f64,
    pub(crate) noise: Noise,
    /// The standard error of the slope.
    pub(crate) slope_error: f64,
}

impl Trend {
    /// The trend of all the readings given. None of fewer than [`MIN_READINGS`].
    pub fn of(readings: &Readings) -> Option<Self> {
        let readings = readings.as_slice();
        if readings.len() < MIN_READINGS {
            return None;
        }
        let (first, last) = (readings.first()?, readings.last()?);
        let level_changes = changes(readings);
        let points: Vec<(f64, f64)> =
            readings.iter().map(|r| (days_between(last.day, r.day), to_float(r.bytes))).collect();
        let groups = split(&points, &level_changes);
        let found = theil_sen(groups.iter().copied(), EIGHTY_PERCENT)?;

        let residuals: Vec<Vec<(f64, f64)>> =
            groups.iter().map(|group| residuals(group, found.slope)).collect();
        let noise = Noise::of(&residuals);
        // The interval by ranks knows noise of single days. A walk of T days adds 6/5 q/T to the variance of its
        // fitted slope (Durlauf and Phillips, 1988, for least squares).
        let walk = 1.2 * noise.walk / days_between(first.day, last.day).max(1.0);
        let by_ranks = (found.high - found.low) / (2.0 * EIGHTY_PERCENT);
        let slope_error = (by_ranks * by_ranks + walk).sqrt();
        let half = slope_error * EIGHTY_PERCENT;
        Some(Self {
            slope: found.slope,
            slope_low: found.slope - half,
            slope_high: found.slope + half,
            level_changes: level_changes.into_iter().map(|(_, change)| change).collect(),
            last_day: last.day,
            last_bytes: last.bytes,
            readings: readings.len(),
            level: level(groups.last()?, found.slope),
            noise,
            slope_error,
        })
    }
}

/// The points between changes of level.
fn split<'a>(points: &'a [(f64, f64)], changes: &[(usize, LevelChange)]) -> Vec<&'a [(f64, f64)]> {
    let mut groups = Vec::with_capacity(changes.len() + 1);
    let mut start = 0;
    for (at, _) in changes {
        groups.push(&points[start..*at]);
        start = *at;
    }
    groups.push(&points[start..]);
    groups
}

/// What the slope doesn't explain, about the group's own level.
fn residuals(points: &[(f64, f64)], slope: f64) -> Vec<(f64, f64)> {
    let flat: Vec<(f64, f64)> = points.iter().map(|(day, bytes)| (*day, bytes - slope * day)).collect();
    let level = median(&mut flat.iter().map(|(_, bytes)| *bytes).collect::<Vec<_>>());
    flat.into_iter().map(|(day, bytes)| (day, bytes - level)).collect()
}

/// Where the trend stands on the last day, which is day 0 of the points.
fn level(points: &[(f64, f64)], slope: f64) -> f64 {
    let recent = &points[points.len().saturating_sub(RECENT)..];
    median(&mut recent.iter().map(|(day, bytes)| bytes - slope * day).collect::<Vec<_>>())
}

impl Trend {
    /// The variance of what a day so far ahead will show.
    pub(crate) fn variance(&self, days_ahead: f64) -> f64 {
        let Noise { still, walk } = self.noise;
        let recent = count(RECENT.min(self.readings));
        // A median of n has pi/2 times the variance of a mean of n.
        let level = still * FRAC_PI_2 / recent + walk * recent / 3.0;
        let slope = self.slope_error * days_ahead;
        still + level + walk * days_ahead + slope * slope
    }
}
