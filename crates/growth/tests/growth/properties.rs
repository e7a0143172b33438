//! What holds for every series.

use proptest::{collection::vec, prelude::*};
use weir_growth::{HORIZON, Reading, Readings, Trend, change};

fn any_readings() -> impl Strategy<Value = Vec<Reading>> {
    let near = (-200_i32..200, 0_u64..1 << 50);
    let wild = (any::<i32>(), any::<u64>());
    let reading = prop_oneof![9 => near, 1 => wild].prop_map(|(day, bytes)| Reading { day, bytes });
    vec(reading, 0..120)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn no_series_gives_nonsense(readings in any_readings(), ahead in any::<u32>(), limit in any::<u64>()) {
        let readings = Readings::new(readings);
        for days in [0, 7, 90, ahead] {
            if let Some(percent) = change(&readings, days).and_then(weir_growth::Change::percent) {
                prop_assert!(percent.is_finite());
            }
        }
        let Some(trend) = Trend::of(&readings) else { return Ok(()) };
        prop_assert!([trend.slope, trend.slope_low, trend.slope_high].iter().all(|number| number.is_finite()));
        prop_assert!(trend.slope_low <= trend.slope && trend.slope <= trend.slope_high);
        let forecast = trend.forecast(ahead);
        prop_assert!(forecast.low <= forecast.bytes && forecast.bytes <= forecast.high);
        let reached = trend.reaches(limit);
        if let Some(day) = reached.day {
            prop_assert!(reached.earliest.is_some_and(|earliest| earliest <= day));
            prop_assert!(reached.latest.is_none_or(|latest| day <= latest));
            prop_assert!(i64::from(day) - i64::from(trend.last_day) <= i64::from(HORIZON));
        }
    }

    #[test]
    fn the_order_of_the_readings_does_not_matter(readings in any_readings()) {
        let forwards = Readings::new(readings);
        let mut backwards = forwards.as_slice().to_vec();
        backwards.reverse();
        prop_assert_eq!(Trend::of(&forwards), Trend::of(&Readings::new(backwards)));
    }

    #[test]
    fn another_calendar_changes_nothing_but_the_days(
        sizes in vec(0_u64..1 << 45, 14..60),
        shift in -10_000_i32..10_000,
    ) {
        let at = |start: i32| {
            let days = (start..).zip(&sizes).map(|(day, bytes)| Reading { day, bytes: *bytes }).collect();
            Trend::of(&Readings::new(days)).unwrap()
        };
        let (one, other) = (at(0), at(shift));
        prop_assert_eq!(one.slope.to_bits(), other.slope.to_bits());
        prop_assert_eq!(one.forecast(30).bytes, other.forecast(30).bytes);
        prop_assert_eq!(one.last_day + shift, other.last_day);
    }

    #[test]
    fn twice_the_size_grows_twice_as_fast(sizes in vec(0_u64..1 << 40, 14..60)) {
        let of = |factor: u64| {
            let days = (0..).zip(&sizes).map(|(day, bytes)| Reading { day, bytes: bytes * factor }).collect();
            Trend::of(&Readings::new(days)).unwrap().slope
        };
        let (one, two) = (of(1), of(2));
        prop_assert!((two - 2.0 * one).abs() <= 1e-9 * one.abs().max(1.0), "{one} and {two}");
    }
}
