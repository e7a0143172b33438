//! Series whose answer is known because they were made from it.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "made-up sizes are positive and small enough"
)]

use weir_growth::{Forecast, Limit, Reading, Readings, Trend};

use crate::dice::Dice;

const GB: f64 = 1e9;

/// Sizes in GB by day, from a rule; days without one are gaps.
pub(crate) fn readings(days: i32, size: impl Fn(i32) -> Option<f64>) -> Readings {
    let reading = |day| Some(Reading { day, bytes: (size(day)? * GB).round() as u64 });
    Readings::new((0..days).filter_map(reading).collect())
}

fn noise(seed: i32) -> f64 {
    Dice(seed as u64).normal()
}

/// The slope in GB a day.
fn slope(readings: &Readings) -> f64 {
    Trend::of(readings).unwrap().slope / GB
}

#[test]
fn nothing_is_said_of_fewer_than_14_readings() {
    let line = |day| Some(10.0 + f64::from(day));
    assert_eq!(Trend::of(&readings(13, line)), None);
    assert!(Trend::of(&readings(14, line)).is_some());
    // Many readings of few days are few readings.
    let same_day = Readings::new(vec![Reading { day: 1, bytes: 5 }; 50]);
    assert_eq!(Trend::of(&same_day), None);
}

#[test]
fn a_straight_line_is_told_exactly() {
    let trend = Trend::of(&readings(60, |day| Some(100.0 + 2.0 * f64::from(day)))).unwrap();
    assert!((trend.slope - 2.0 * GB).abs() < 1.0 && (trend.slope_high - trend.slope_low).abs() < 1.0);
    assert_eq!((trend.last_day, trend.readings), (59, 60));
    let expected = Forecast { day: 89, bytes: 278 * GB as u64, low: 278 * GB as u64, high: 278 * GB as u64 };
    assert_eq!(trend.forecast(30), expected);
    let tenth = Some(69);
    assert_eq!(trend.reaches(238 * GB as u64), Limit { day: tenth, earliest: tenth, latest: tenth });
}

#[test]
fn what_must_not_fool_the_trend_does_not() {
    let line = |day: i32| 100.0 + 0.5 * f64::from(day);
    let fooled_by: [(&str, Readings); 8] = [
        ("nothing", readings(90, |day| Some(line(day)))),
        ("noise", readings(90, |day| Some(line(day) + 0.5 * noise(day)))),
        ("spikes", readings(90, |day| Some(line(day) * if day % 17 == 3 { 4.0 } else { 1.0 }))),
        ("a load", readings(90, |day| Some(line(day) + if day >= 45 { 80.0 } else { 0.0 }))),
        ("a reset", readings(90, |day| Some(line(day) - if day >= 60 { 95.0 } else { 0.0 }))),
        (
            "a load that was undone",
            readings(90, |day| Some(line(day) + if (20..70).contains(&day) { 50.0 } else { 0.0 })),
        ),
        (
            "gaps",
            readings(90, |day| {
                (day % 3 != 1 && !(30..55).contains(&day)).then(|| line(day) + 0.1 * noise(day))
            }),
        ),
        (
            "a load within a gap",
            readings(90, |day| {
                (!(40..50).contains(&day)).then(|| line(day) + if day >= 45 { 80.0 } else { 0.0 })
            }),
        ),
    ];
    for (what, readings) in fooled_by {
        let slope = slope(&readings);
        assert!((slope - 0.5).abs() < 0.03, "{what} makes it {slope} GB a day");
    }
}

#[test]
fn says_which_change_of_level_it_left_out() {
    let trend =
        Trend::of(&readings(90, |day| Some(100.0 + f64::from(day) + if day >= 45 { 80.0 } else { 0.0 })))
            .unwrap();
    assert_eq!(trend.level_changes.len(), 1);
    assert_eq!(trend.level_changes[0].day, 45);
    assert!((trend.level_changes[0].bytes - 80.0 * GB).abs() < GB);
    // The forecast goes on from the new level.
    let next = trend.forecast(1);
    assert!((next.bytes as f64 - 270.0 * GB).abs() < GB, "{next:?}");
}

#[test]
fn shrinking_reaches_no_limit_and_no_size_below_empty() {
    let trend = Trend::of(&readings(90, |day| Some(100.0 - f64::from(day)))).unwrap();
    assert!((trend.slope + GB).abs() < 1.0);
    assert_eq!(trend.reaches(200 * GB as u64), Limit { day: None, earliest: None, latest: None });
    let far = trend.forecast(3000);
    assert_eq!((far.bytes, far.low, far.high), (0, 0, 0));
}

#[test]
fn a_limit_that_is_reached_already_was_reached_on_the_last_day() {
    let trend = Trend::of(&readings(30, |_| Some(50.0))).unwrap();
    let now = Some(29);
    for limit in [0, 50 * GB as u64] {
        assert_eq!(trend.reaches(limit), Limit { day: now, earliest: now, latest: now });
    }
    // What doesn't grow reaches nothing.
    assert_eq!(trend.reaches(51 * GB as u64), Limit { day: None, earliest: None, latest: None });
    assert_eq!(trend.reaches(u64::MAX), Limit { day: None, earliest: None, latest: None });
}

#[test]
fn the_interval_of_a_limit_holds_its_day() {
    let noisy = readings(90, |day| Some(100.0 + f64::from(day) + 3.0 * noise(day)));
    let limit = Trend::of(&noisy).unwrap().reaches(300 * GB as u64);
    let (early, day, late) = (limit.earliest.unwrap(), limit.day.unwrap(), limit.latest.unwrap());
    assert!(early < day && day < late, "{limit:?}");
    assert!((early..=late).contains(&200), "{limit:?}");
    assert!(late - early < 60, "{limit:?}");
}

#[test]
fn a_monthly_archive_is_not_taken_for_growth_without_end() {
    let archived = readings(180, |day| Some(100.0 + f64::from(day % 30)));
    assert!(slope(&archived).abs() < 0.25, "{}", slope(&archived));
}
