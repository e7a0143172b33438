//! Growth over a window: what a size was at its start, what it is at its end.

use crate::reading::{Reading, Readings, days_between, to_bytes, to_float};

/// How a size changed over a window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// The size at the start of the window; between two readings, on the line that joins them.
    pub from_bytes: u64,
    /// The last reading.
    pub to_bytes: u64,
}

impl Change {
    /// By how many bytes it grew; negative where it shrank.
    pub fn bytes(self) -> i64 {
        let difference = i128::from(self.to_bytes) - i128::from(self.from_bytes);
        i64::try_from(difference).unwrap_or(if difference < 0 { i64::MIN } else { i64::MAX })
    }

    /// By how many percent; none of something that was empty.
    pub fn percent(self) -> Option<f64> {
        let from = to_float(self.from_bytes);
        (self.from_bytes > 0).then(|| (to_float(self.to_bytes) - from) / from * 100.0)
    }
}

/// The change over the so many days before the last reading. None where the readings don't reach back so far.
pub fn change(readings: &Readings, days: u32) -> Option<Change> {
    let readings = readings.as_slice();
    let last = readings.last()?;
    let start = i32::try_from(i64::from(last.day) - i64::from(days)).ok()?;
    Some(Change { from_bytes: size_on(readings, start)?, to_bytes: last.bytes })
}

/// The size on a day: its reading, or what lies on the line between its neighbours.
fn size_on(readings: &[Reading], day: i32) -> Option<u64> {
    let at = readings.partition_point(|reading| reading.day < day);
    let after = readings.get(at)?;
    if after.day == day {
        return Some(after.bytes);
    }
    let before = readings.get(at.checked_sub(1)?)?;
    let (low, high) = (to_float(before.bytes), to_float(after.bytes));
    let part = days_between(before.day, day) / days_between(before.day, after.day);
    Some(to_bytes(low + (high - low) * part))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn readings(of: &[(i32, u64)]) -> Readings {
        Readings::new(of.iter().map(|&(day, bytes)| Reading { day, bytes }).collect())
    }

    #[test]
    fn tells_the_change_over_a_window() {
        let growing = readings(&[(0, 100), (10, 200), (30, 500)]);
        for (days, expected) in [
            (30, Some((400, Some(400.0)))),
            // On the line between day 10 and day 30.
            (15, Some((225, Some(81.818_181_818_181_83)))),
            (20, Some((300, Some(150.0)))),
            (0, Some((0, Some(0.0)))),
            (31, None),
            (u32::MAX, None),
        ] {
            let found = change(&growing, days).map(|change| (change.bytes(), change.percent()));
            assert_eq!(found, expected, "{days} days");
        }
    }

    #[test]
    fn shrinking_is_negative_and_empty_has_no_percent() {
        assert_eq!(change(&readings(&[(0, 500), (7, 100)]), 7).map(Change::bytes), Some(-400));
        let from_empty = change(&readings(&[(0, 0), (7, 100)]), 7).unwrap();
        assert_eq!((from_empty.bytes(), from_empty.percent()), (100, None));
        assert_eq!(change(&readings(&[]), 7), None);
        let most = change(&readings(&[(0, u64::MAX), (1, 0)]), 1).unwrap();
        assert_eq!(most.bytes(), i64::MIN);
    }
}
