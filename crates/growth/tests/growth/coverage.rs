//! The intervals hold what they promise: over many series made by chance, the truth lies within them about 80 times
//! of 100.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use weir_growth::{Reading, Readings, Trend};

use crate::dice::Dice;

const DAYS: i32 = 90;
const SERIES: u64 = 400;

/// Sizes about `1e12 + 1e9 a day`: noise of single days, and a walk. Gives the readings and the size `ahead` days
/// after them.
fn made(dice: &mut Dice, (still, walk): (f64, f64), ahead: i32) -> (Readings, f64) {
    let mut level = 1e12;
    let mut readings = Vec::new();
    let mut future = 0.0;
    for day in 0..DAYS + ahead {
        level += 1e9 + walk * dice.normal();
        future = level + still * dice.normal();
        if day < DAYS {
            readings.push(Reading { day, bytes: whole(future) });
        }
    }
    (Readings::new(readings), future)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sizes about 1e12")]
fn whole(size: f64) -> u64 {
    size.round() as u64
}

#[expect(clippy::cast_precision_loss, reason = "sizes about 1e12, counts below 1000")]
fn float(of: u64) -> f64 {
    of as f64
}

/// How often in 100 the forecast and the interval of the slope hold the truth.
fn held(scatter: (f64, f64), ahead: i32) -> (f64, f64) {
    let mut dice = Dice(7);
    let (mut forecasts, mut slopes) = (0, 0);
    for _ in 0..SERIES {
        let (readings, future) = made(&mut dice, scatter, ahead);
        let trend = Trend::of(&readings).unwrap();
        let forecast = trend.forecast(u32::try_from(ahead).unwrap());
        forecasts += u64::from((float(forecast.low)..=float(forecast.high)).contains(&future));
        slopes += u64::from((trend.slope_low..=trend.slope_high).contains(&1e9));
    }
    let percent = |count| 100.0 * float(count) / float(SERIES);
    (percent(forecasts), percent(slopes))
}

#[test]
fn eighty_percent_intervals_hold_the_truth_about_eighty_times_of_a_hundred() {
    for (what, scatter) in [("noise", (3e9, 0.0)), ("a walk", (0.0, 3e9)), ("noise on a walk", (6e9, 2e9))] {
        for ahead in [1, 30, 90] {
            let (forecasts, slopes) = held(scatter, ahead);
            assert!((70.0..=92.0).contains(&forecasts), "{what}, {ahead} days ahead: {forecasts} of 100");
            assert!((70.0..=95.0).contains(&slopes), "{what}: the slope {slopes} of 100");
        }
    }
}
