//! The Theil-Sen slope: the median of the slopes between all pairs of points. Half of the pairs may be nonsense
//! before it is.
//!
//! Points can be in groups; then only pairs within a group count, so that what lies between two groups (a change
//! of level) has no say in the slope. With one group the numbers are those of `scipy.stats.theilslopes`.
//! Sen (1968), "Estimates of the regression coefficient based on Kendall's tau"; for groups, Hirsch and Slack
//! (1984), whose variance of the sum over seasons is the sum of the variances.

use crate::reading::median;

/// A slope and the interval that holds the true one, so often, if noise comes independently from day to day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slopes {
    /// The median slope.
    pub slope: f64,
    /// The lower end of the interval.
    pub low: f64,
    /// The upper end of the interval.
    pub high: f64,
}

/// The slope over points `(x, y)` in groups. `z` is how many standard deviations lie on each side of the
/// interval. None when no group has two points of different `x`.
pub fn theil_sen<'a>(groups: impl IntoIterator<Item = &'a [(f64, f64)]>, z: f64) -> Option<Slopes> {
    let mut slopes = Vec::new();
    let mut variance = 0.0;
    for points in groups {
        add_pairs(points, &mut slopes);
        variance += kendall_variance(points);
    }
    if slopes.is_empty() {
        return None;
    }
    let (low, high) = ranks(slopes.len(), z * variance.max(0.0).sqrt());
    let slope = median(&mut slopes);
    let mut nth = |rank: usize| *slopes.select_nth_unstable_by(rank, f64::total_cmp).1;
    Some(Slopes { slope, low: nth(low), high: nth(high) })
}

fn add_pairs(points: &[(f64, f64)], slopes: &mut Vec<f64>) {
    slopes.reserve(points.len() * points.len().saturating_sub(1) / 2);
    for (at, (x, y)) in points.iter().enumerate() {
        let later = points[at + 1..].iter().filter(|(later, _)| later.total_cmp(x).is_ne());
        slopes.extend(later.map(|(later_x, later_y)| (later_y - y) / (later_x - x)));
    }
}

/// The variance of Kendall's S, with ties.
fn kendall_variance(points: &[(f64, f64)]) -> f64 {
    let term = |count: f64| count * (count - 1.0) * (2.0 * count + 5.0);
    let ties = |values: Vec<f64>| repeats(values).into_iter().map(term).sum::<f64>();
    let xs = points.iter().map(|(x, _)| *x).collect();
    let ys = points.iter().map(|(_, y)| *y).collect();
    (term(count(points.len())) - ties(xs) - ties(ys)) / 18.0
}

/// How often each value that comes more than once does.
fn repeats(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_by(f64::total_cmp);
    let runs = values.chunk_by(|one, other| one.total_cmp(other).is_eq());
    runs.filter(|run| run.len() > 1).map(|run| count(run.len())).collect()
}

/// Between which slopes, in order, the interval lies.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`as` saturates: a rank below the first is the first"
)]
fn ranks(slopes: usize, spread: f64) -> (usize, usize) {
    let all = count(slopes);
    let half = (all / 2.0, spread / 2.0);
    let low = (half.0 - half.1).round_ties_even() - 1.0;
    let high = (half.0 + half.1).round_ties_even();
    (low as usize, (high as usize).min(slopes - 1))
}

#[expect(clippy::cast_precision_loss, reason = "nobody has 2^52 readings")]
pub(crate) fn count(of: usize) -> f64 {
    of as f64
}
