//! How readings scatter about their trend: noise that is forgotten the next day, and wandering that stays.
//!
//! A forecast needs both apart: the first leaves it as wide tomorrow as in a year, the second widens it with every
//! day. They are told apart by how the differences of the residuals grow with the days between them: for noise they
//! stay the same, for a random walk their variance grows with the distance.

use crate::{reading::deviation, slopes::count};

/// Variances, in square bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Noise {
    /// Of one reading about its level.
    pub(crate) still: f64,
    /// By which the level wanders in a day.
    pub(crate) walk: f64,
}

impl Noise {
    /// Of residuals `(day, bytes)` in groups; no difference reaches over the border of a group.
    pub(crate) fn of(groups: &[Vec<(f64, f64)>]) -> Self {
        let readings: usize = groups.iter().map(Vec::len).sum();
        let near = differences(groups, 1);
        // A week apart, so that a weekly rhythm isn't taken for wandering; and further, where a trend that
        // bends shows.
        let far = [7, readings / 4].map(|lag| differences(groups, lag));
        let walk = |far: &Option<Differences>| match (&near, far) {
            (Some(near), Some(far)) if far.days > near.days => {
                ((far.variance - near.variance) / (far.days - near.days)).max(0.0)
            }
            _ => 0.0,
        };
        let walk = walk(&far[0]).max(walk(&far[1]));
        let still = |of: &Option<Differences>| {
            of.as_ref().map_or(0.0, |of| ((of.variance - walk * of.days) / 2.0).max(0.0))
        };
        Self { still: still(&near).max(still(&far[0])), walk }
    }
}

/// Differences of residuals so many readings apart.
struct Differences {
    variance: f64,
    days: f64,
}

/// None where there are too few to tell.
fn differences(groups: &[Vec<(f64, f64)>], lag: usize) -> Option<Differences> {
    const ENOUGH: usize = 5;
    let pairs = || groups.iter().flat_map(|group| group.iter().zip(group.iter().skip(lag)));
    let number = pairs().count();
    if lag == 0 || number < ENOUGH {
        return None;
    }
    let deviation = deviation(pairs().map(|((_, one), (_, other))| other - one));
    let days = pairs().map(|((one, _), (other, _))| other - one).sum::<f64>() / count(number);
    Some(Differences { variance: deviation * deviation, days })
}
