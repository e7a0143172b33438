//! Intervals: from `IntervalStyle` postgres to ISO 8601. Each component keeps its own sign, as PostgreSQL's own
//! ISO form does: `-1 days +02:03:00` is `P-1DT2H3M`.

/// `1 year 2 mons -3 days +04:05:06.789`; `None` for text of another form, such as `infinity`.
pub(super) fn iso_8601(text: &str, out: &mut String) -> Option<()> {
    out.push('P');
    let mut words = text.split(' ').peekable();
    let mut clock = None;
    while let Some(number) = words.next() {
        let Some(unit) = words.next() else {
            clock = Some(number);
            break;
        };
        number.parse::<i64>().ok()?;
        out.push_str(number.trim_start_matches('+'));
        out.push(match unit {
            "year" | "years" => 'Y',
            "mon" | "mons" => 'M',
            "day" | "days" => 'D',
            _ => return None,
        });
    }
    if let Some(clock) = clock {
        push_clock(clock, out)?;
    }
    if out.ends_with('P') {
        out.push_str("T0S");
    }
    Some(())
}

/// `[±]HH:MM:SS[.f]`: the sign holds for all three.
fn push_clock(clock: &str, out: &mut String) -> Option<()> {
    let (sign, clock) = match clock.strip_prefix('-') {
        Some(clock) => ("-", clock),
        None => ("", clock.strip_prefix('+').unwrap_or(clock)),
    };
    let mut parts = clock.splitn(3, ':');
    let mut begun = false;
    for unit in ['H', 'M', 'S'] {
        let part = parts.next()?;
        if part.is_empty() || part.bytes().any(|byte| !byte.is_ascii_digit() && byte != b'.') {
            return None;
        }
        if part.bytes().all(|byte| matches!(byte, b'0' | b'.')) {
            continue;
        }
        if !begun {
            out.push('T');
            begun = true;
        }
        out.push_str(sign);
        let digits = part.trim_start_matches('0');
        if digits.starts_with('.') {
            out.push('0');
        }
        out.push_str(digits);
        out.push(unit);
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_intervals() {
        for (text, iso) in [
            ("00:00:00", Some("PT0S")),
            ("1 year 2 mons 3 days 04:05:06.789", Some("P1Y2M3DT4H5M6.789S")),
            ("-1 years -2 mons +3 days -04:05:06.789", Some("P-1Y-2M3DT-4H-5M-6.789S")),
            ("-1 days +02:03:00", Some("P-1DT2H3M")),
            ("1 mon", Some("P1M")),
            ("00:00:00.000001", Some("PT0.000001S")),
            ("-00:00:10", Some("PT-10S")),
            ("2562047788:00:54.775807", Some("PT2562047788H54.775807S")),
            ("-178000000 years", Some("P-178000000Y")),
            ("infinity", None),
            ("1 fortnight", None),
            ("", None),
            ("a:b:c", None),
        ] {
            let mut out = String::new();
            assert_eq!(iso_8601(text, &mut out).map(|()| out.as_str()), iso, "{text}");
        }
    }
}
