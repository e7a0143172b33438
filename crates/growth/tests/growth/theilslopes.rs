//! Against the reference implementation: `reference/cases.json` holds what `scipy.stats.theilslopes` says
//! (`reference/make.py` made it).

use serde::Deserialize;
use weir_growth::theil_sen;

#[derive(Deserialize)]
struct Reference {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    alpha: f64,
    days: Vec<f64>,
    sizes: Vec<f64>,
    slope: f64,
    low: f64,
    high: f64,
}

/// Standard deviations on each side: the quantiles of the normal distribution at 90 % and 97.5 %.
fn z(alpha: f64) -> f64 {
    if alpha < 0.9 { 1.281_551_565_544_600_4 } else { 1.959_963_984_540_054 }
}

#[test]
fn slopes_and_intervals_are_those_of_scipy() {
    let reference: Reference = serde_json::from_str(include_str!("reference/cases.json")).unwrap();
    assert_eq!(reference.cases.len(), 10);
    for case in reference.cases {
        let points: Vec<(f64, f64)> = case.days.iter().copied().zip(case.sizes.iter().copied()).collect();
        let found = theil_sen([points.as_slice()], z(case.alpha)).unwrap();
        for (what, found, expected) in [
            ("slope", found.slope, case.slope),
            ("low", found.low, case.low),
            ("high", found.high, case.high),
        ] {
            let close = (found - expected).abs() <= expected.abs() * 1e-12;
            assert!(close, "{}: {what} is {found}, scipy says {expected}", case.name);
        }
    }
}

#[test]
fn pairs_across_groups_do_not_count() {
    let before: Vec<(f64, f64)> = (0..20).map(|day| (f64::from(day), f64::from(day) * 3.0)).collect();
    let after: Vec<(f64, f64)> = (20..40).map(|day| (f64::from(day), 1e9 + f64::from(day) * 3.0)).collect();
    let found = theil_sen([before.as_slice(), after.as_slice()], 1.28).unwrap();
    assert!((found.slope - 3.0).abs() < 1e-6 && (found.high - 3.0).abs() < 1e-6, "{found:?}");
    assert_eq!(theil_sen([], 1.28), None);
    assert_eq!(theil_sen([[(1.0, 5.0)].as_slice(), &[(2.0, 7.0)]], 1.28), None);
}
