//! How often somebody may try to sign in: ten times a minute for a name and an address, and after a hundred failures
//! within an hour for one name, from any address, only from where that name has signed in before: so that nobody can
//! lock somebody else out. Counted in this process, for names that exist and names that don't.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    net::IpAddr,
    sync::{Mutex, MutexGuard, PoisonError},
};

use weir_model::Timestamp;

/// Tries of a minute with a name and a password.
pub(crate) const TRIES: usize = 10;
const MINUTE_MS: i64 = 60_000;
/// Failures of an hour for one name. ASVS 2.2.1.
const FAILURES: usize = 100;
const HOUR_MS: i64 = 3_600_000;
/// No more names and addresses are watched at once than these; when so many are new, nobody new may try.
const WATCHED: usize = 50_000;
/// Names whose failures are counted; when there are more, those that failed seldom are forgotten.
const NAMES: usize = 10_000;
const SELDOM: usize = 5;

/// Who tries: the name in lower case, and where from.
pub(crate) type Key = (String, Option<IpAddr>);

/// What is remembered of tries.
#[derive(Debug, Default)]
pub(crate) struct Attempts(Mutex<Remembered>);

#[derive(Debug, Default)]
struct Remembered {
    /// Of the last minute.
    tries: HashMap<Key, VecDeque<Timestamp>>,
    /// Of the last hour, by name.
    failures: HashMap<String, VecDeque<Timestamp>>,
    /// Who has signed in from where.
    known: HashSet<Key>,
}

impl Attempts {
    /// Counts a try. When there were too many: in how many seconds the next may be made.
    pub(crate) fn begin(&self, key: &Key, tries_a_minute: usize, now: Timestamp) -> Result<(), u32> {
        let Remembered { tries, failures, known } = &mut *self.lock();
        if let Some(failures) = failures.get_mut(&key.0)
            && !known.contains(key)
        {
            forget_before(failures, now, HOUR_MS);
            if let Some(first) = failures.front().filter(|_| failures.len() >= FAILURES) {
                return Err(seconds_until_over(*first, now, HOUR_MS));
            }
        }
        if tries.len() >= WATCHED {
            tries.retain(|_, tries| tries.back().is_some_and(|last| is_recent(*last, now, MINUTE_MS)));
            if tries.len() >= WATCHED && !tries.contains_key(key) {
                return Err(60);
            }
        }
        let tries = tries.entry(key.clone()).or_default();
        forget_before(tries, now, MINUTE_MS);
        match tries.front() {
            Some(first) if tries.len() >= tries_a_minute => Err(seconds_until_over(*first, now, MINUTE_MS)),
            _ => {
                tries.push_back(now);
                Ok(())
            }
        }
    }

    /// Counts a failure for the name, wherever it came from.
    pub(crate) fn failed(&self, key: &Key, now: Timestamp) {
        let Remembered { failures, .. } = &mut *self.lock();
        if failures.len() >= NAMES && !failures.contains_key(&key.0) {
            failures.retain(|_, times| {
                times.len() >= SELDOM && times.back().is_some_and(|last| is_recent(*last, now, HOUR_MS))
            });
            if failures.len() >= NAMES {
                return;
            }
        }
        let times = failures.entry(key.0.clone()).or_default();
        times.push_back(now);
        if times.len() > FAILURES {
            times.pop_front();
        }
    }

    /// Forgets the tries of somebody who has shown who they are, and remembers where from.
    pub(crate) fn succeeded(&self, key: &Key) {
        let Remembered { tries, known, .. } = &mut *self.lock();
        tries.remove(key);
        if known.len() >= WATCHED {
            known.clear();
        }
        known.insert(key.clone());
    }

    fn lock(&self) -> MutexGuard<'_, Remembered> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn forget_before(times: &mut VecDeque<Timestamp>, now: Timestamp, window_ms: i64) {
    while times.front().is_some_and(|first| !is_recent(*first, now, window_ms)) {
        times.pop_front();
    }
}

fn is_recent(at: Timestamp, now: Timestamp, window_ms: i64) -> bool {
    now.as_millis().saturating_sub(at.as_millis()) < window_ms
}

fn seconds_until_over(first: Timestamp, now: Timestamp, window_ms: i64) -> u32 {
    let left = first.as_millis().saturating_add(window_ms).saturating_sub(now.as_millis());
    let most = u32::try_from(window_ms / 1000).unwrap_or(u32::MAX);
    u32::try_from(left.div_euclid(1000).saturating_add(1)).unwrap_or(most).clamp(1, most)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(name: &str) -> Key {
        (name.to_owned(), None)
    }

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    #[test]
    fn refuses_the_eleventh_try_in_a_minute() {
        let attempts = Attempts::default();
        for second in 0..10 {
            assert_eq!(attempts.begin(&key("amy"), TRIES, at(second * 1000)), Ok(()));
        }
        assert_eq!(attempts.begin(&key("amy"), TRIES, at(10_000)), Err(51));
        assert_eq!(attempts.begin(&key("amy"), TRIES, at(59_999)), Err(1));
        assert_eq!(attempts.begin(&key("bob"), TRIES, at(10_000)), Ok(()));
        assert_eq!(
            attempts.begin(&("amy".to_owned(), Some([127, 0, 0, 1].into())), TRIES, at(10_000)),
            Ok(())
        );
        assert_eq!(attempts.begin(&key("amy"), TRIES, at(60_000)), Ok(()));
        assert_eq!(attempts.begin(&key("amy"), TRIES, at(60_000)), Err(2));
    }

    #[test]
    fn success_forgets_the_tries() {
        let attempts = Attempts::default();
        for _ in 0..10 {
            attempts.begin(&key("amy"), TRIES, at(0)).unwrap();
        }
        attempts.succeeded(&key("amy"));
        assert_eq!(attempts.begin(&key("amy"), TRIES, at(1)), Ok(()));
    }

    #[test]
    fn watches_a_bounded_number_and_lets_the_old_ones_go() {
        let attempts = Attempts::default();
        for number in 0..WATCHED {
            attempts.begin(&key(&number.to_string()), TRIES, at(0)).unwrap();
        }
        assert_eq!(attempts.begin(&key("new"), TRIES, at(1)), Err(60));
        assert_eq!(attempts.begin(&key("7"), TRIES, at(1)), Ok(()));
        assert_eq!(attempts.begin(&key("new"), TRIES, at(60_000)), Ok(()));
    }

    #[test]
    fn after_a_hundred_failures_an_hour_only_known_places_may_try() {
        let attempts = Attempts::default();
        let from = |last: u8| ("amy".to_owned(), Some(IpAddr::from([192, 0, 2, last])));
        attempts.succeeded(&from(1));
        for number in 0..100_u8 {
            assert_eq!(attempts.begin(&from(number), TRIES, at(i64::from(number) * 1000)), Ok(()));
            attempts.failed(&from(number), at(i64::from(number) * 1000));
        }
        assert_eq!(attempts.begin(&from(200), TRIES, at(100_000)), Err(3_501));
        assert_eq!(attempts.begin(&from(1), TRIES, at(100_000)), Ok(()), "its owner is not locked out");
        assert_eq!(attempts.begin(&("bob".to_owned(), from(200).1), TRIES, at(100_000)), Ok(()));
        assert_eq!(attempts.begin(&from(200), TRIES, at(HOUR_MS)), Ok(()));
    }

    #[test]
    fn failures_of_many_names_hide_none_that_is_tried_often() {
        let attempts = Attempts::default();
        for _ in 0..FAILURES {
            attempts.failed(&key("amy"), at(0));
        }
        for number in 0..2 * NAMES {
            attempts.failed(&key(&number.to_string()), at(1));
        }
        assert!(attempts.begin(&key("amy"), TRIES, at(2)).is_err());
        assert!(attempts.lock().failures.len() <= NAMES);
    }
}
