//! Readings in order of their days, one a day.

/// A size on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The day, counted from any fixed day (1970-01-01 elsewhere in Weir).
    pub day: i32,
    /// The size on that day, in bytes.
    pub bytes: u64,
}

/// Readings by day, one a day. Days without a reading are gaps; nothing is made up for them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Readings(Vec<Reading>);

impl Readings {
    /// Puts readings in order. Of several on one day the last given counts.
    pub fn new(mut readings: Vec<Reading>) -> Self {
        // Stable, so that of one day the last given is last.
        readings.sort_by_key(|reading| reading.day);
        readings.reverse();
        readings.dedup_by_key(|reading| reading.day);
        readings.reverse();
        Self(readings)
    }

    /// In order of their days.
    pub fn as_slice(&self) -> &[Reading] {
        &self.0
    }

    /// Those of the last so many days, counted back from the last reading.
    #[must_use]
    pub fn last_days(&self, days: u32) -> Self {
        let Some(last) = self.0.last() else { return Self::default() };
        let first = i64::from(last.day) - i64::from(days);
        Self(self.0.iter().copied().filter(|reading| i64::from(reading.day) > first).collect())
    }
}

/// How many days lie between two.
pub(crate) fn days_between(from: i32, to: i32) -> f64 {
    f64::from(to) - f64::from(from)
}

/// Exact to 8 PiB, and beyond that to one part in 10^15.
#[expect(clippy::cast_precision_loss, reason = "sizes are measured, not counted, at such a length")]
pub(crate) fn to_float(bytes: u64) -> f64 {
    bytes as f64
}

/// The nearest whole number of bytes; nothing is smaller than empty.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`as` saturates, which is what is wanted of a size"
)]
pub(crate) fn to_bytes(size: f64) -> u64 {
    size.round() as u64
}

/// The median; zero of nothing. Reorders its input.
pub(crate) fn median(values: &mut [f64]) -> f64 {
    let count = values.len();
    if count == 0 {
        return 0.0;
    }
    let (below, middle, _) = values.select_nth_unstable_by(count / 2, f64::total_cmp);
    let middle = *middle;
    if count % 2 == 1 {
        return middle;
    }
    let other = below.iter().copied().max_by(f64::total_cmp).unwrap_or(middle);
    // Not (a + b) / 2, which could overflow.
    other + (middle - other) / 2.0
}

/// The standard deviation as the median absolute deviation tells it, about zero.
pub(crate) fn deviation(values: impl Iterator<Item = f64>) -> f64 {
    /// The inverse of the normal distribution's third quartile.
    const NORMAL: f64 = 1.482_602_218_505_602;
    let mut sizes: Vec<f64> = values.map(f64::abs).collect();
    median(&mut sizes) * NORMAL
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(day: i32, bytes: u64) -> Reading {
        Reading { day, bytes }
    }

    #[test]
    fn puts_readings_in_order_and_keeps_the_last_of_a_day() {
        let readings = Readings::new(vec![reading(3, 30), reading(1, 10), reading(3, 31), reading(2, 20)]);
        assert_eq!(readings.as_slice(), [reading(1, 10), reading(2, 20), reading(3, 31)]);
        assert_eq!(readings.last_days(2).as_slice(), [reading(2, 20), reading(3, 31)]);
        assert_eq!(readings.last_days(u32::MAX), readings);
        assert_eq!(Readings::default().last_days(7), Readings::default());
    }

    #[test]
    fn medians() {
        for (values, expected) in [
            (vec![], 0.0),
            (vec![7.0], 7.0),
            (vec![3.0, 1.0], 2.0),
            (vec![5.0, 1.0, 3.0], 3.0),
            (vec![4.0, 1.0, 3.0, 2.0], 2.5),
        ] {
            assert!((median(&mut values.clone()) - expected).abs() < 1e-12, "{values:?}");
        }
    }

    #[test]
    fn sizes_round_and_never_fall_below_empty() {
        for (size, bytes) in [(-1e9, 0), (0.4, 0), (2.5, 3), (1e300, u64::MAX)] {
            assert_eq!(to_bytes(size), bytes);
        }
    }
}
