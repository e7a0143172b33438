//! When a job is due: a cron expression in UTC, and a delay by chance.

use std::{fmt, str::FromStr, time::Duration};

use croner::{
    Cron,
    parser::{CronParser, Seconds},
};
use jiff::tz::TimeZone;
use thiserror::Error;
use weir_model::Timestamp;

/// A cron expression of five fields: minute, hour, day of month, month, day of week. In UTC.
#[derive(Clone, Debug)]
pub struct Schedule {
    text: String,
    cron: Cron,
}

/// A text that is no schedule.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{text}` is no cron expression: {why}")]
pub struct InvalidSchedule {
    text: String,
    why: String,
}

impl Schedule {
    /// The first moment after this one. None where there is none, such as 30 February.
    pub fn next(&self, after: Timestamp) -> Option<Timestamp> {
        let after = jiff::Timestamp::from_millisecond(after.as_millis()).ok()?.to_zoned(TimeZone::UTC);
        let next = self.cron.find_next_occurrence(&after, false).ok()?;
        Some(Timestamp::from_millis(next.timestamp().as_millisecond()))
    }

    /// The same, later by chance: at most by `jitter`, and by half of the time to the moment after it. Many servers
    /// with the same schedule then don't ask the same databases at the same second.
    pub fn next_by_chance(&self, after: Timestamp, jitter: Duration) -> Option<Timestamp> {
        let next = self.next(after)?;
        let gap = self.next(next).map_or(0, |second| second.as_millis() - next.as_millis());
        let most = i64::try_from(jitter.as_millis()).unwrap_or(i64::MAX).min(gap / 2);
        Some(Timestamp::from_millis(next.as_millis() + below(most)))
    }
}

/// A number from 0 to `most` - 1, by chance; without chance, 0.
fn below(most: i64) -> i64 {
    let mut bytes = [0; 8];
    match getrandom::fill(&mut bytes) {
        Ok(()) if most > 0 => (u64::from_le_bytes(bytes) % most.unsigned_abs()).cast_signed(),
        _ => 0,
    }
}

impl FromStr for Schedule {
    type Err = InvalidSchedule;

    fn from_str(text: &str) -> Result<Self, InvalidSchedule> {
        let invalid = |why: String| InvalidSchedule { text: text.to_owned(), why };
        let parser = CronParser::builder().seconds(Seconds::Disallowed).build();
        let cron = parser.parse(text).map_err(|error| invalid(error.to_string()))?;
        let schedule = Self { text: text.to_owned(), cron };
        schedule.next(Timestamp::EPOCH).map(|_| schedule).ok_or_else(|| invalid("it never comes".to_owned()))
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-02-28T23:59:30Z.
    const AFTER: i64 = 1_772_323_170_000;

    fn next(text: &str) -> String {
        let schedule: Schedule = text.parse().unwrap();
        schedule.next(Timestamp::from_millis(AFTER)).unwrap().to_string()
    }

    #[test]
    fn tells_the_next_moment_in_utc() {
        for (text, expected) in [
            ("0 */4 * * *", "2026-03-01T00:00:00Z"),
            ("30 1 * * *", "2026-03-01T01:30:00Z"),
            ("* * * * *", "2026-03-01T00:00:00Z"),
            ("15 3 * * MON", "2026-03-02T03:15:00Z"),
            ("0 0 29 2 *", "2028-02-29T00:00:00Z"),
            ("@daily", "2026-03-01T00:00:00Z"),
        ] {
            assert_eq!(next(text), expected, "{text}");
        }
    }

    #[test]
    fn a_moment_is_not_its_own_next() {
        let schedule: Schedule = "0 */4 * * *".parse().unwrap();
        let midnight = schedule.next(Timestamp::from_millis(AFTER)).unwrap();
        assert_eq!(schedule.next(midnight).unwrap().to_string(), "2026-03-01T04:00:00Z");
    }

    #[test]
    fn refuses_what_is_no_schedule() {
        for text in ["", "every day", "61 * * * *", "* * * *", "*/5 * * * * *", "0 0 30 2 *"] {
            let error = text.parse::<Schedule>().unwrap_err().to_string();
            assert!(error.starts_with(&format!("`{text}` is no cron expression: ")), "{error}");
        }
    }

    #[test]
    fn chance_delays_by_no_more_than_it_may() {
        let at = Timestamp::from_millis(AFTER);
        let schedule: Schedule = "*/2 * * * *".parse().unwrap();
        let exact = schedule.next(at).unwrap().as_millis();
        for _ in 0..100 {
            let delayed = schedule.next_by_chance(at, Duration::from_mins(5)).unwrap().as_millis();
            assert!((exact..exact + 60_000).contains(&delayed), "{delayed}");
        }
        assert_eq!(schedule.next_by_chance(at, Duration::ZERO).unwrap().as_millis(), exact);
    }
}
