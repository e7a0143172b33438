//! A calendar day in UTC, as the history of sizes counts them.

use std::{fmt, ops::Range, str::FromStr};

use jiff::civil::{Date, date};
use thiserror::Error;

use crate::Timestamp;

const MILLIS: i64 = 86_400_000;
const EPOCH: Date = date(1970, 1, 1);

/// A day in UTC, counted from 1970-01-01, between the years 1 and 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Day(i32);

/// A text that is no date.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("must be a date such as 2025-12-28")]
pub struct InvalidDay;

impl Day {
    /// The first day there is.
    pub const MIN: Self = Self(-719_162);
    /// The last day there is.
    pub const MAX: Self = Self(2_932_896);

    /// From a count of days since 1970-01-01; a count outside of the calendar becomes its nearest end.
    pub fn from_number(number: i64) -> Self {
        let number = i32::try_from(number).unwrap_or(if number < 0 { i32::MIN } else { i32::MAX });
        Self(number.clamp(Self::MIN.0, Self::MAX.0))
    }

    /// Days since 1970-01-01.
    pub fn number(self) -> i64 {
        self.0.into()
    }

    /// The day so many days later, or earlier; stops at the ends of the calendar.
    #[must_use]
    pub fn plus(self, days: i64) -> Self {
        Self::from_number(self.number().saturating_add(days))
    }

    /// The moment at which it begins.
    pub fn start(self) -> Timestamp {
        Timestamp::from_millis(self.number() * MILLIS)
    }

    /// The days of its month: from the first to the first of the next month.
    pub fn month(self) -> Range<Self> {
        let first = self.date().first_of_month();
        let next = first.last_of_month().tomorrow().unwrap_or(first.last_of_month());
        Self::of(first)..Self::of(next)
    }

    fn date(self) -> Date {
        let days = i64::from(self.0);
        EPOCH.saturating_add(jiff::Span::new().days(days))
    }

    fn of(date: Date) -> Self {
        Self::from_number(date.duration_since(EPOCH).as_hours().div_euclid(24))
    }
}

impl Timestamp {
    /// The day in UTC.
    pub fn day(self) -> Day {
        Day::from_number(self.as_millis().div_euclid(MILLIS))
    }
}

/// `2025-12-28`.
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.date())
    }
}

impl FromStr for Day {
    type Err = InvalidDay;

    /// Exactly `YYYY-MM-DD`, and a day that exists.
    fn from_str(text: &str) -> Result<Self, InvalidDay> {
        let shape = text.len() == 10
            && text.bytes().enumerate().all(|(at, byte)| match at {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        let date = text.parse::<Date>().ok().filter(|date| shape && date.year() > 0);
        date.map(Self::of).ok_or(InvalidDay)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_written_and_read_as_a_date() {
        for text in ["1970-01-01", "2025-12-28", "2024-02-29", "0001-01-01", "9999-12-31"] {
            assert_eq!(text.parse::<Day>().unwrap().to_string(), text);
        }
        assert_eq!(("0001-01-01".parse(), "9999-12-31".parse()), (Ok(Day::MIN), Ok(Day::MAX)));
        for text in
            ["2025-02-29", "2025-13-01", "2025-1-1", "20250101", "+02025-01-01", "", "0000-01-01", "今天"]
        {
            assert!(text.parse::<Day>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_moment_lies_in_its_day() {
        let moment = Timestamp::from_millis(1_766_916_000_123);
        assert_eq!(moment.day().to_string(), "2025-12-28");
        assert_eq!(moment.day().start().to_string(), "2025-12-28T00:00:00Z");
        assert_eq!(Timestamp::from_millis(-1).day().to_string(), "1969-12-31");
    }

    #[test]
    fn a_month_ends_where_the_next_begins() {
        let month = "2024-02-10".parse::<Day>().unwrap().month();
        assert_eq!(
            (month.start.to_string(), month.end.to_string()),
            ("2024-02-01".into(), "2024-03-01".into())
        );
        assert!(Day::MAX.month().contains(&"9999-12-30".parse().unwrap()));
        assert_eq!(Day::MAX.plus(10), Day::MAX);
    }
}
