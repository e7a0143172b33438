//! One-off changes of level: a bulk load, an archived year, a restore, a counter that began anew. They say
//! nothing of how fast a database grows, so the trend is measured on both sides of them and not across.

use crate::reading::{Reading, days_between, deviation, median, to_float};

/// A step is a change of level only if it is so many times as large as steps usually are.
const UNUSUAL: f64 = 8.0;
/// And so large a part of the database's size.
const PART: f64 = 0.05;
/// The level before and after is the median of so many readings.
const LEVEL: usize = 5;
/// What lasts for fewer readings is a spike, which the trend bears by itself.
const LASTS: usize = 2;
/// Two steps in the same direction, the larger at most so many times the smaller, are a habit of the database.
const ALIKE: f64 = 2.0;
/// More than this are a habit too.
const MOST: usize = 3;

/// A size that jumped once and stayed there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LevelChange {
    /// The first day on the new level.
    pub day: i32,
    /// By how many bytes, beyond the usual growth; negative for a drop.
    pub bytes: f64,
}

/// A step from one reading to the next, without what the usual growth explains.
#[derive(Clone, Copy, Debug)]
struct Step {
    /// The place of the reading after it.
    at: usize,
    jump: f64,
    days: f64,
}

/// The places of the readings with which a new level begins, in order.
pub(crate) fn changes(readings: &[Reading]) -> Vec<(usize, LevelChange)> {
    let rate = usual_rate(readings);
    let steps = steps(readings, rate);
    let usual = deviation(steps.iter().map(|step| step.jump / step.days.sqrt()));
    let size = median(&mut readings.iter().map(|reading| to_float(reading.bytes)).collect::<Vec<_>>());
    let threshold = |step: &Step| (UNUSUAL * usual * step.days.sqrt()).max(PART * size);

    let mut unusual: Vec<Step> = steps.into_iter().filter(|step| step.jump.abs() > threshold(step)).collect();
    unusual.sort_by(|one, other| other.jump.abs().total_cmp(&one.jump.abs()).then(one.at.cmp(&other.at)));
    let mut found: Vec<(usize, LevelChange)> = Vec::new();
    for step in unusual {
        // A load that takes two days is one change.
        let known = found.iter().any(|(at, _)| at.abs_diff(step.at) < LASTS);
        let lasting = lasting(readings, rate, step.at).filter(|shift| shift.abs() > threshold(&step));
        if let Some(bytes) = lasting.filter(|shift| !known && shift.signum() == step.jump.signum()) {
            found.push((step.at, LevelChange { day: readings[step.at].day, bytes }));
        }
    }
    if is_habit(&found, readings.len()) {
        return Vec::new();
    }
    found.sort_by_key(|(at, _)| *at);
    found
}

/// The median growth a day, from one reading to the next.
fn usual_rate(readings: &[Reading]) -> f64 {
    let rates = pairs(readings).map(|(_, days, grown)| grown / days);
    median(&mut rates.collect::<Vec<_>>())
}

fn steps(readings: &[Reading], rate: f64) -> Vec<Step> {
    pairs(readings).map(|(at, days, grown)| Step { at, days, jump: grown - rate * days }).collect()
}

/// Neighbours: the place of the later, the days between, the growth.
fn pairs(readings: &[Reading]) -> impl Iterator<Item = (usize, f64, f64)> {
    readings.windows(2).enumerate().map(|(at, pair)| {
        let grown = to_float(pair[1].bytes) - to_float(pair[0].bytes);
        (at + 1, days_between(pair[0].day, pair[1].day), grown)
    })
}

/// By how much the level after a step differs from the one before; none too near to an end to tell.
fn lasting(readings: &[Reading], rate: f64, at: usize) -> Option<f64> {
    let before = &readings[at.saturating_sub(LEVEL)..at];
    let after = &readings[at..(at + LEVEL).min(readings.len())];
    if before.len() < LASTS || after.len() < LASTS {
        return None;
    }
    let origin = readings[at].day;
    let level = |part: &[Reading]| {
        let flat = part.iter().map(|r| to_float(r.bytes) - rate * days_between(origin, r.day));
        median(&mut flat.collect::<Vec<_>>())
    };
    Some(level(after) - level(before))
}

/// What happens again and again, or twice alike, is no one-off: monthly archives are part of how a database grows.
fn is_habit(found: &[(usize, LevelChange)], readings: usize) -> bool {
    let alike = |one: f64, other: f64| {
        let ratio = one / other;
        (1.0 / ALIKE..=ALIKE).contains(&ratio)
    };
    let twice = found
        .iter()
        .enumerate()
        .any(|(place, (_, one))| found[place + 1..].iter().any(|(_, other)| alike(one.bytes, other.bytes)));
    twice || found.len() > (readings / 30).clamp(1, MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GIB: i64 = 1 << 30;

    /// Sizes by day, from a rule.
    fn series(days: i32, size: impl Fn(i64) -> i64) -> Vec<Reading> {
        let bytes = |day: i32| u64::try_from(size(i64::from(day))).unwrap();
        (0..days).map(|day| Reading { day, bytes: bytes(day) }).collect()
    }

    fn days(readings: &[Reading]) -> Vec<i32> {
        changes(readings).into_iter().map(|(_, change)| change.day).collect()
    }

    #[test]
    fn finds_a_load_and_a_reset_and_says_how_large_they_were() {
        let load = series(90, |day| 10 * GIB + day * 1000 + if day >= 40 { 5 * GIB } else { 0 });
        let found = changes(&load);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].0, found[0].1.day), (40, 40));
        assert!((found[0].1.bytes - 5.0 * to_float(1 << 30)).abs() < 10_000.0);
        assert_eq!(days(&series(90, |day| if day >= 60 { GIB } else { 10 * GIB })), [60]);
    }

    #[test]
    fn a_spike_is_no_change_of_level() {
        assert!(days(&series(90, |day| if day == 40 { 50 * GIB } else { 10 * GIB + day })).is_empty());
        // Yesterday's jump may be one: it has not lasted yet.
        assert!(days(&series(90, |day| if day == 89 { 50 * GIB } else { 10 * GIB + day })).is_empty());
        assert_eq!(days(&series(90, |day| if day >= 88 { 50 * GIB } else { 10 * GIB + day })), [88]);
    }

    #[test]
    fn what_happens_again_and_again_is_a_habit() {
        assert!(days(&series(90, |day| 10 * GIB + (day % 30) * GIB / 10)).is_empty());
        assert!(days(&series(400, |day| 10 * GIB + day / 50 * GIB)).is_empty());
    }

    #[test]
    fn a_load_that_was_undone_is_two_changes() {
        let copy = series(90, |day| 10 * GIB + if (30..60).contains(&day) { 5 * GIB } else { 0 });
        assert_eq!(days(&copy), [30, 60]);
    }

    #[test]
    fn steady_growth_is_none() {
        assert!(days(&series(400, |day| 1000 + day * GIB)).is_empty());
        assert!(days(&[]).is_empty());
        assert!(days(&series(1, |_| 5)).is_empty());
        // A gap is a long step, not a high one.
        let gap: Vec<_> = series(90, |day| 10 * GIB + day * GIB)
            .into_iter()
            .filter(|r| !(20..50).contains(&r.day))
            .collect();
        assert!(days(&gap).is_empty());
    }
}
