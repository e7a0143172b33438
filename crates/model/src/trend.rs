//! How fast a database grows, as it was last computed.

use crate::{DatabaseId, Day};

/// A database's growth. Computed once a day from its daily sizes, so that lists needn't.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SizeTrend {
    /// Of which database.
    pub database: DatabaseId,
    /// The day of the last reading that it is made of.
    pub day: Day,
    /// How many readings that are.
    pub readings: u64,
    /// Bytes a day; negative where it shrinks.
    pub bytes_per_day: i64,
    /// The lower end of the interval that holds the true figure in 80 of 100 cases.
    pub bytes_per_day_low: i64,
    /// Its upper end.
    pub bytes_per_day_high: i64,
    /// The limit that was set then.
    pub limit_bytes: Option<u64>,
    /// The day on which the limit is reached; none when that is not within ten years.
    pub full_day: Option<Day>,
    /// Not before this day, in 80 of 100 cases.
    pub full_day_earliest: Option<Day>,
    /// At this day at the latest.
    pub full_day_latest: Option<Day>,
}
