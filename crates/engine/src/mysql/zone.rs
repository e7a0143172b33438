//! The session's time zone, as the server itself applies it: turns the local time in which a TIMESTAMP
//! travels into the instant that it is.
//!
//! A fixed offset is read from its name. Any other zone is asked for its rules, once per target: the server
//! knows what its `SYSTEM` means and which zone tables it has; we would have to guess. The session's zone is
//! never changed, since that would change what a WHERE clause means.
//!
//! In the hour that is repeated when summer time ends, a local time means two instants and the server doesn't
//! say which; then it is the earlier one, as for the server's own UNIX_TIMESTAMP().

use std::fmt::Write as _;

use super::{
    fault::Fault,
    messages::Reader,
    session::{Session, optional_text},
    settings::Facts,
};

/// The last second of a TIMESTAMP on any server (MariaDB 11.5 and newer; others end in 2038).
const END: i64 = u32::MAX as i64;
/// No zone has moved its clocks and moved them back within a week.
const STEP: i64 = 7 * 24 * 3600;
/// Instants in one question; a row may have 4,096 columns.
const QUESTION: usize = 1000;

/// Which offset holds until when, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Zone(Vec<Stretch>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stretch {
    /// The first local time, in seconds since 1970, that it no longer holds for.
    until: i64,
    /// Seconds east of UTC.
    offset: i64,
}

/// From this instant on, in seconds since 1970, this offset holds.
#[derive(Clone, Copy, Debug)]
struct Change {
    at: i64,
    offset: i64,
}

impl Zone {
    pub(super) fn fixed(offset: i64) -> Self {
        Self::new(offset, &[])
    }

    fn new(first: i64, changes: &[Change]) -> Self {
        let mut offset = first;
        let mut stretches = Vec::with_capacity(changes.len() + 1);
        for change in changes {
            stretches.push(Stretch { until: change.at + offset, offset });
            offset = change.offset;
        }
        stretches.push(Stretch { until: i64::MAX, offset });
        Self(stretches)
    }

    /// The zone of this session. Its settings must be in force.
    pub(super) async fn of(session: &mut Session, facts: &Facts) -> Result<Self, Fault> {
        let name = match facts.time_zone.as_str() {
            "SYSTEM" => &facts.system_time_zone,
            other => other,
        };
        match fixed_offset(name) {
            Some(offset) => Ok(Self::fixed(offset)),
            None => Self::ask(session).await,
        }
    }

    /// Asks for the offset week by week, then halves each week in which it changed, down to the second.
    async fn ask(session: &mut Session) -> Result<Self, Fault> {
        let weeks: Vec<i64> = (0..=END / STEP).map(|week| week * STEP).collect();
        let asked = offsets(session, &weeks).await?;
        // NULL: past the end of what this server can tell.
        let known: Vec<Change> = weeks
            .into_iter()
            .zip(asked)
            .map_while(|(at, offset)| offset.map(|offset| Change { at, offset }))
            .collect();
        let mut changes: Vec<(Change, Change)> = known
            .windows(2)
            .map(|pair| (pair[0], pair[1]))
            .filter(|(before, after)| before.offset != after.offset)
            .collect();
        while changes.iter().any(|(before, after)| after.at - before.at > 1) {
            let middles: Vec<i64> =
                changes.iter().map(|(before, after)| i64::midpoint(before.at, after.at)).collect();
            let asked = offsets(session, &middles).await?;
            for (((before, after), middle), offset) in changes.iter_mut().zip(middles).zip(asked) {
                let side = if offset == Some(before.offset) { before } else { after };
                side.at = middle;
            }
        }
        let first = known.first().map_or(0, |first| first.offset);
        let changes: Vec<Change> = changes.into_iter().map(|(_before, after)| after).collect();
        Ok(Self::new(first, &changes))
    }

    /// The instant of a local time, both in seconds since 1970.
    pub(super) fn instant(&self, local: i64) -> i64 {
        let index = self.0.partition_point(|stretch| stretch.until <= local);
        local - self.0.get(index).map_or(0, |stretch| stretch.offset)
    }

    /// Whether local times already are UTC.
    pub(super) fn is_utc(&self) -> bool {
        matches!(self.0.as_slice(), [Stretch { offset: 0, .. }])
    }
}

/// `+05:30` and the names of UTC.
fn fixed_offset(name: &str) -> Option<i64> {
    if ["UTC", "GMT", "Etc/UTC", "Etc/GMT", "UCT", "Zulu"].contains(&name) {
        return Some(0);
    }
    let sign = match name.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let (hours, minutes) = name[1..].split_once(':')?;
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    Some(sign * (hours * 3600 + minutes * 60))
}

/// The offset at each of these instants; `None` where the server has no answer.
async fn offsets(session: &mut Session, instants: &[i64]) -> Result<Vec<Option<i64>>, Fault> {
    let mut offsets = Vec::with_capacity(instants.len());
    for question in instants.chunks(QUESTION) {
        let mut query = String::from("SELECT ");
        for (index, at) in question.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            // Writing to a string can't fail.
            let _ = write!(query, "{comma}TIMESTAMPDIFF(SECOND,'1970-01-01',FROM_UNIXTIME({at}))-{at}");
        }
        let row = |row: &mut Reader<'_>| {
            for _ in question {
                offsets.push(optional_text(row)?.and_then(|offset| offset.parse().ok()));
            }
            Ok(())
        };
        session.rows(&query, row).await?;
    }
    Ok(offsets)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn berlin_2024() -> Zone {
        let summer = Change { at: 1_711_846_800, offset: 7200 };
        let winter = Change { at: 1_729_990_800, offset: 3600 };
        Zone::new(3600, &[summer, winter])
    }

    #[test]
    fn finds_the_instant_in_summer_and_winter() {
        let zone = berlin_2024();
        for instant in
            [0, 1_711_846_799, 1_711_846_800, 1_720_000_000, 1_729_983_599, 1_729_994_400, 1_800_000_000]
        {
            let offset = if (1_711_846_800..1_729_990_800).contains(&instant) { 7200 } else { 3600 };
            assert_eq!(zone.instant(instant + offset), instant);
        }
    }

    #[test]
    fn takes_the_earlier_instant_of_a_repeated_hour() {
        // 02:30 on 27 October 2024, in summer time.
        assert_eq!(berlin_2024().instant(1_729_990_800 + 3600 + 1800), 1_729_990_800 - 1800);
    }

    #[test]
    fn reads_fixed_offsets_and_leaves_other_names_to_the_server() {
        for (name, offset) in [
            ("+00:00", Some(0)),
            ("+05:30", Some(19_800)),
            ("-12:59", Some(-46_740)),
            ("UTC", Some(0)),
            ("CST", None),
            ("Europe/Berlin", None),
            ("+", None),
            ("", None),
        ] {
            assert_eq!(fixed_offset(name), offset, "{name}");
        }
        assert!(Zone::fixed(0).is_utc());
        assert!(!berlin_2024().is_utc());
    }
}
