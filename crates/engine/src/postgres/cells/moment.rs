//! Dates and times: from `DateStyle` ISO to ISO 8601. Years before 1 and after 9999 carry a sign; a moment with
//! a zone is told in UTC. Each function gives `None` for text that it doesn't know, such as `infinity`.

use std::fmt::Write;

const SECONDS_PER_DAY: i64 = 86_400;

/// `2024-01-31`, `0044-03-15 BC`.
pub(super) fn date(text: &str, out: &mut String) -> Option<()> {
    let (text, before_christ) = split_era(text);
    push_date(text, before_christ, out)
}

/// `2024-01-31 10:00:00.5`, with ` BC` behind it in those years.
pub(super) fn timestamp(text: &str, out: &mut String) -> Option<()> {
    let (text, before_christ) = split_era(text);
    let (date, time) = text.split_once(' ')?;
    push_date(date, before_christ, out)?;
    out.push('T');
    out.push_str(time);
    Some(())
}

/// `2024-01-31 10:00:00.5+05:30`, with ` BC` behind it in those years.
pub(super) fn timestamp_tz(text: &str, out: &mut String) -> Option<()> {
    let (text, before_christ) = split_era(text);
    let (date, time) = text.split_once(' ')?;
    let (time, offset) = time.split_at(time.find(['+', '-'])?);
    if offset == "+00" {
        push_date(date, before_christ, out)?;
        out.push('T');
        out.push_str(time);
    } else {
        let (clock, fraction) = time.split_at(time.find('.').unwrap_or(time.len()));
        let local = days_from_date(date, before_christ)? * SECONDS_PER_DAY + seconds(clock)?;
        let ahead = seconds(&offset[1..])?;
        let utc = if offset.starts_with('-') { local + ahead } else { local - ahead };
        push_moment(utc, out)?;
        out.push_str(fraction);
    }
    out.push('Z');
    Some(())
}

fn split_era(text: &str) -> (&str, bool) {
    text.strip_suffix(" BC").map_or((text, false), |text| (text, true))
}

fn push_date(date: &str, before_christ: bool, out: &mut String) -> Option<()> {
    let (year, month_and_day) = date.split_once('-')?;
    if year.len() == 4 && !before_christ {
        out.push_str(date);
        return Some(());
    }
    push_year(astronomical(year, before_christ)?, out)?;
    out.push('-');
    out.push_str(month_and_day);
    Some(())
}

/// Without a year 0, 1 BC is 0 and 44 BC is -43.
fn astronomical(year: &str, before_christ: bool) -> Option<i64> {
    let year: i64 = year.parse().ok()?;
    Some(if before_christ { 1 - year } else { year })
}

fn push_year(year: i64, out: &mut String) -> Option<()> {
    match year {
        0..=9999 => write!(out, "{year:04}").ok(),
        _ => write!(out, "{year:+05}").ok(),
    }
}

/// `HH`, `HH:MM` or `HH:MM:SS` as seconds.
fn seconds(clock: &str) -> Option<i64> {
    let mut unit = 3600;
    let mut sum = 0;
    for part in clock.split(':') {
        sum += part.parse::<i64>().ok()? * unit;
        unit /= 60;
    }
    Some(sum)
}

fn push_moment(seconds: i64, out: &mut String) -> Option<()> {
    let (year, month, day) = date_from_days(seconds.div_euclid(SECONDS_PER_DAY));
    let clock = seconds.rem_euclid(SECONDS_PER_DAY);
    push_year(year, out)?;
    let (hour, minute, second) = (clock / 3600, clock / 60 % 60, clock % 60);
    write!(out, "-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}").ok()
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar, which is PostgreSQL's. Years begin in March here,
/// so that the leap day is the last one, and 400 of them always have the same days.
fn days_from_date(date: &str, before_christ: bool) -> Option<i64> {
    let mut parts = date.split('-');
    let year = astronomical(parts.next()?, before_christ)?;
    let month: i64 = parts.next()?.parse().ok()?;
    let day: i64 = parts.next()?.parse().ok()?;
    let year = if month <= 2 { year - 1 } else { year };
    let (cycle, year_of_cycle) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_cycle = year_of_cycle * 365 + year_of_cycle / 4 - year_of_cycle / 100 + day_of_year;
    Some(cycle * DAYS_PER_CYCLE + day_of_cycle - DAYS_TO_1970)
}

/// The way back.
fn date_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + DAYS_TO_1970;
    let (cycle, day_of_cycle) = (days.div_euclid(DAYS_PER_CYCLE), days.rem_euclid(DAYS_PER_CYCLE));
    let leap_days = day_of_cycle / 1460 - day_of_cycle / 36_524 + day_of_cycle / 146_096;
    let year_of_cycle = (day_of_cycle - leap_days) / 365;
    let day_of_year = day_of_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12 + 1;
    let year = cycle * 400 + year_of_cycle + i64::from(month <= 2);
    (year, month, day)
}

/// Days in 400 years.
const DAYS_PER_CYCLE: i64 = 146_097;

/// From 0000-03-01 to 1970-01-01.
const DAYS_TO_1970: i64 = 719_468;

#[cfg(test)]
mod tests {
    use super::*;

    fn told(rewrite: fn(&str, &mut String) -> Option<()>, text: &str) -> String {
        let mut out = String::new();
        rewrite(text, &mut out).map_or_else(|| format!("{text} (as it is)"), |()| out)
    }

    #[test]
    fn tells_dates() {
        for (text, iso) in [
            ("2024-01-31", "2024-01-31"),
            ("0001-01-01 BC", "0000-01-01"),
            ("0044-03-15 BC", "-0043-03-15"),
            ("4714-11-24 BC", "-4713-11-24"),
            ("5874897-12-31", "+5874897-12-31"),
            ("infinity", "infinity (as it is)"),
        ] {
            assert_eq!(told(date, text), iso);
        }
    }

    #[test]
    fn tells_timestamps() {
        for (text, iso) in [
            ("2024-01-31 10:00:00", "2024-01-31T10:00:00"),
            ("2024-01-31 10:00:00.123", "2024-01-31T10:00:00.123"),
            ("0044-03-15 12:00:00 BC", "-0043-03-15T12:00:00"),
            ("294276-12-31 23:59:59.999999", "+294276-12-31T23:59:59.999999"),
            ("-infinity", "-infinity (as it is)"),
        ] {
            assert_eq!(told(timestamp, text), iso);
        }
    }

    #[test]
    fn tells_moments_in_utc() {
        for (text, iso) in [
            ("2024-01-31 10:00:00+00", "2024-01-31T10:00:00Z"),
            ("2024-03-01 00:30:00.5+01", "2024-02-29T23:30:00.5Z"),
            ("2023-12-31 23:00:00-02", "2024-01-01T01:00:00Z"),
            ("2024-01-01 00:00:00+05:30", "2023-12-31T18:30:00Z"),
            ("1880-01-01 00:00:00-00:01:15", "1880-01-01T00:01:15Z"),
            ("0001-01-01 00:30:00+01", "0000-12-31T23:30:00Z"),
            ("0001-01-01 00:30:00+01 BC", "-0001-12-31T23:30:00Z"),
            ("9999-12-31 23:30:00-01", "+10000-01-01T00:30:00Z"),
            ("0044-03-15 12:00:00+00 BC", "-0043-03-15T12:00:00Z"),
            ("1900-03-01 00:00:00+01", "1900-02-28T23:00:00Z"),
            ("infinity", "infinity (as it is)"),
        ] {
            assert_eq!(told(timestamp_tz, text), iso);
        }
    }

    #[test]
    fn every_day_finds_its_way_back() {
        for days in (-2_500_000..2_500_000).step_by(97) {
            let (year, month, day) = date_from_days(days);
            let (text, era) = match year {
                1.. => (format!("{year:04}-{month:02}-{day:02}"), false),
                _ => (format!("{:04}-{month:02}-{day:02}", 1 - year), true),
            };
            assert_eq!(days_from_date(&text, era), Some(days), "{text}");
        }
    }
}
