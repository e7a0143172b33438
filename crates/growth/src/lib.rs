//! How sizes grow: a robust trend, a forecast with its interval, the day on which a limit is reached.
//!
//! Pure mathematics over daily readings; knows neither databases nor dates (a day is a number).
//!
//! Invariants:
//! - Nothing is said of fewer than [`MIN_READINGS`] readings.
//! - No input gives NaN, infinity or a panic.
//! - The same readings give the same numbers, in whatever order they come.

mod change;
mod forecast;
mod level;
mod noise;
mod reading;
mod slopes;
mod trend;

pub use change::{Change, change};
pub use forecast::{Forecast, HORIZON, Limit};
pub use level::LevelChange;
pub use reading::{Reading, Readings};
pub use slopes::{Slopes, theil_sen};
pub use trend::{MIN_READINGS, Trend};
