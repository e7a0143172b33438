//! DATETIME and TIMESTAMP: from the server's words (`2024-01-01 10:00:00.123`) to those of the wire.

use std::str;

use super::zone::Zone;

/// A text built on the stack; the longest is `2024-01-01T10:00:00.123456Z`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    bytes: [u8; 32],
    length: usize,
}

impl std::ops::Deref for Moment {
    type Target = str;

    fn deref(&self) -> &str {
        str::from_utf8(&self.bytes[..self.length]).unwrap_or_default()
    }
}

/// A moment without a zone. `None` for what is none, such as `0000-00-00 00:00:00`: it leaves as it is.
pub(super) fn date_time(text: &str) -> Option<Moment> {
    let bytes = text.as_bytes();
    parse(bytes)?;
    let mut moment = Moment { bytes: [0; 32], length: bytes.len() };
    moment.bytes.get_mut(..bytes.len())?.copy_from_slice(bytes);
    moment.bytes[10] = b'T';
    Some(moment)
}

/// A local time of the session's zone as an instant in UTC.
pub(super) fn instant(text: &str, zone: &Zone) -> Option<Moment> {
    let mut moment = date_time(text)?;
    if !zone.is_utc() {
        let local = parse(text.as_bytes())?;
        write_civil(zone.instant(local), &mut moment.bytes);
    }
    *moment.bytes.get_mut(moment.length)? = b'Z';
    moment.length += 1;
    Some(moment)
}

/// Seconds since 1970 of a civil time, taken as UTC. `None` for dates that are none (month or day 0).
fn parse(bytes: &[u8]) -> Option<i64> {
    let (head, fraction) = bytes.split_first_chunk::<19>()?;
    let number = |from: usize, to: usize| digits(&head[from..to]);
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    let marks = [(4, b'-'), (7, b'-'), (10, b' '), (13, b':'), (16, b':')];
    let shaped = marks.iter().all(|(at, mark)| head[*at] == *mark);
    let fraction_is_fine = match fraction {
        [] => true,
        [b'.', fraction @ ..] => fraction.len() <= 9 && fraction.iter().all(u8::is_ascii_digit),
        _ => false,
    };
    let dated = (1..=12).contains(&month) && day > 0;
    let seconds = hour * 3600 + minute * 60 + second;
    (shaped && fraction_is_fine && dated).then(|| days_from_civil(year, month, day) * 86_400 + seconds)
}

fn digits(bytes: &[u8]) -> Option<i64> {
    bytes
        .iter()
        .try_fold(0, |number, byte| byte.is_ascii_digit().then(|| number * 10 + i64::from(byte - b'0')))
}

/// Writes the first 19 characters.
fn write_civil(seconds: i64, out: &mut [u8; 32]) {
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let (year, month, day) = civil_from_days(days);
    for (at, width, mut value) in [
        (0, 4, year),
        (5, 2, month),
        (8, 2, day),
        (11, 2, second / 3600),
        (14, 2, second / 60 % 60),
        (17, 2, second % 60),
    ] {
        for digit in out[at..at + width].iter_mut().rev() {
            // A remainder of ten fits.
            *digit = b'0' + u8::try_from(value.rem_euclid(10)).unwrap_or(0);
            value /= 10;
        }
    }
}

// The two conversions count years from March, so that the leap day comes last, in eras of 400 years
// (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").

fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    (year, month, day_of_year - (153 * shifted + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn civil_days_count_both_ways() {
        for (days, date) in
            [(0, (1970, 1, 1)), (-719_468, (0, 3, 1)), (19_782, (2024, 2, 29)), (49_709, (2106, 2, 6))]
        {
            assert_eq!(civil_from_days(days), date);
            assert_eq!(days_from_civil(date.0, date.1, date.2), days);
        }
        for days in (-800_000..3_000_000).step_by(7) {
            let (year, month, day) = civil_from_days(days);
            assert_eq!(days_from_civil(year, month, day), days);
        }
    }

    #[test]
    fn tells_moments_without_a_zone() {
        for (text, told) in [
            ("2024-02-29 23:59:59", Some("2024-02-29T23:59:59")),
            ("2024-01-01 10:00:00.123456", Some("2024-01-01T10:00:00.123456")),
            ("0000-01-01 00:00:00", Some("0000-01-01T00:00:00")),
            ("9999-12-31 23:59:59.999999", Some("9999-12-31T23:59:59.999999")),
            ("0000-00-00 00:00:00", None),
            ("2024-00-10 00:00:00", None),
            ("2024-01-00 00:00:00.5", None),
            ("2024-01-01", None),
            ("2024-01-01 10:00:00x", None),
            ("２０24-01-01 10:00", None),
            ("", None),
        ] {
            assert_eq!(date_time(text).as_deref(), told, "{text}");
        }
    }

    #[test]
    fn tells_instants_in_utc() {
        let india = Zone::fixed(19_800);
        assert_eq!(instant("2024-01-01 02:00:00.50", &india).as_deref(), Some("2023-12-31T20:30:00.50Z"));
        assert_eq!(instant("2024-01-01 02:00:00", &Zone::fixed(0)).as_deref(), Some("2024-01-01T02:00:00Z"));
        assert_eq!(instant("0000-00-00 00:00:00", &india).as_deref(), None);
    }
}
