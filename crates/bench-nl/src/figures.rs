//! How figures are printed.
#![expect(clippy::print_stdout, reason = "the figures are this program's output")]

use serde_json::{Value, json};

/// Prints figures, and cases where they are wanted.
#[derive(Debug)]
pub(crate) struct Figures {
    list: bool,
}

impl Figures {
    pub(crate) fn new(list: bool) -> Self {
        Self { list }
    }

    #[expect(clippy::unused_self, reason = "all figures are printed in one place")]
    /// A number of cases of all, with the share that it may be at most.
    pub(crate) fn share(&self, what: &str, data: &str, (count, all): (usize, usize), hold: f64) {
        let share = if all == 0 { 0.0 } else { ratio(count) / ratio(all) };
        let line = json!({
            "what": what, "data": data, "count": count, "of": all, "share": (share * 1000.0).round() / 1000.0,
            "hold": hold, "held": share <= hold,
        });
        println!("{line}");
    }

    #[expect(clippy::unused_self, reason = "all figures are printed in one place")]
    /// A measured value with the most that it may be.
    pub(crate) fn most(&self, what: &str, value: f64, hold: f64) {
        println!("{}", json!({ "what": what, "value": value, "hold": hold, "held": value <= hold }));
    }

    #[expect(clippy::unused_self, reason = "all figures are printed in one place")]
    /// A share that should be at least so much.
    pub(crate) fn least(&self, what: &str, data: &str, share: f64, hold: f64) {
        let rounded = (share * 10_000.0).round() / 10_000.0;
        println!(
            "{}",
            json!({ "what": what, "data": data, "share": rounded, "hold": hold, "held": share >= hold })
        );
    }

    /// One case, for who looks into a figure.
    pub(crate) fn case(&self, what: &str, data: &str, case: &Value) {
        if self.list {
            println!("{}", json!({ "case": what, "data": data, "details": case }));
        }
    }
}

pub(crate) fn ratio(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
