//! When a call is tried again: twice at most, after a pause with some chance in it, or when the provider says.

use std::time::Duration;

use jiff::fmt::rfc2822::DateTimeParser;
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

/// Tries beside the first.
pub(crate) const RETRIES: u32 = 2;

const FIRST_PAUSE: Duration = Duration::from_millis(300);

/// The pause before a retry (from 0): doubled each time, between half and all of that.
pub(crate) fn pause(retry: u32, chance: u8) -> Duration {
    let whole = FIRST_PAUSE * 2_u32.saturating_pow(retry);
    whole / 2 + whole / 2 * u32::from(chance) / u32::from(u8::MAX)
}

/// A byte of chance; the middle where the machine has none.
pub(crate) fn chance() -> u8 {
    let mut byte = [127];
    // Without chance, the pause is merely regular.
    let _ = getrandom::fill(&mut byte);
    byte[0]
}

/// What `Retry-After` asks for: seconds, or a date, which is read beside the response's own `Date`.
pub(crate) fn asked_pause(headers: &HeaderMap) -> Option<Duration> {
    let text = |name| headers.get(name)?.to_str().ok();
    let asked = text(RETRY_AFTER)?.trim();
    if let Ok(seconds) = asked.parse::<f64>() {
        return Duration::try_from_secs_f64(seconds).ok();
    }
    let moment = |text: &str| DateTimeParser::new().parse_timestamp(text).ok();
    let seconds = moment(asked)?.as_second() - moment(text(DATE)?)?.as_second();
    u64::try_from(seconds).ok().map(Duration::from_secs)
}

/// Whether a status may be another one next time.
pub(crate) fn is_passing(status: u16) -> bool {
    matches!(status, 408 | 425 | 429 | 500..=599)
}

#[cfg(test)]
mod tests {
    use reqwest::header::{HeaderName, HeaderValue};

    use super::*;

    #[test]
    fn pauses_grow_and_stay_in_their_bounds() {
        assert_eq!((pause(0, 0), pause(0, 255)), (Duration::from_millis(150), Duration::from_millis(300)));
        assert_eq!(pause(1, 255), Duration::from_millis(600));
    }

    #[test]
    fn reads_retry_after_as_seconds_and_as_a_date() {
        let headers = |pairs: &[(HeaderName, &'static str)]| -> HeaderMap {
            pairs.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect()
        };
        let date = (DATE, "Wed, 21 Oct 2026 07:28:00 GMT");
        for (pairs, expected) in [
            (vec![(RETRY_AFTER, "3")], Some(Duration::from_secs(3))),
            (vec![(RETRY_AFTER, "0.5")], Some(Duration::from_millis(500))),
            (
                vec![date.clone(), (RETRY_AFTER, "Wed, 21 Oct 2026 07:28:05 GMT")],
                Some(Duration::from_secs(5)),
            ),
            (vec![date, (RETRY_AFTER, "Wed, 21 Oct 2026 07:27:05 GMT")], None),
            (vec![(RETRY_AFTER, "Wed, 21 Oct 2026 07:28:05 GMT")], None),
            (vec![(RETRY_AFTER, "-1")], None),
            (vec![(RETRY_AFTER, "soon")], None),
            (vec![], None),
        ] {
            assert_eq!(asked_pause(&headers(&pairs)), expected, "{pairs:?}");
        }
    }
}
