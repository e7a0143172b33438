//! How often somebody may try to sign in: ten times a minute for a name and an address. Counted in this process.

use std::{
    collections::{HashMap, VecDeque},
    net::IpAddr,
    sync::{Mutex, PoisonError},
};

use weir_model::Timestamp;

/// Tries within the window.
const TRIES: usize = 10;
const WINDOW_MS: i64 = 60_000;
/// No more names and addresses are watched at once than these; when so many are new, nobody new may try.
const WATCHED: usize = 50_000;

/// Who tries: the name in lower case, and where from.
pub(crate) type Key = (String, Option<IpAddr>);

/// The tries of the last minute.
#[derive(Debug, Default)]
pub(crate) struct Attempts(Mutex<HashMap<Key, VecDeque<Timestamp>>>);

impl Attempts {
    /// Counts a try. When there were too many: in how many seconds the next may be made.
    pub(crate) fn begin(&self, key: &Key, now: Timestamp) -> Result<(), u32> {
        let mut map = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if map.len() >= WATCHED {
            map.retain(|_, tries| tries.back().is_some_and(|last| is_recent(*last, now)));
            if map.len() >= WATCHED && !map.contains_key(key) {
                return Err(60);
            }
        }
        let tries = map.entry(key.clone()).or_default();
        while tries.front().is_some_and(|first| !is_recent(*first, now)) {
            tries.pop_front();
        }
        match tries.front() {
            Some(first) if tries.len() >= TRIES => Err(seconds_until_over(*first, now)),
            _ => {
                tries.push_back(now);
                Ok(())
            }
        }
    }

    /// Forgets the tries of somebody who has shown who they are.
    pub(crate) fn succeeded(&self, key: &Key) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
    }
}

fn is_recent(at: Timestamp, now: Timestamp) -> bool {
    now.as_millis().saturating_sub(at.as_millis()) < WINDOW_MS
}

fn seconds_until_over(first: Timestamp, now: Timestamp) -> u32 {
    let left = first.as_millis().saturating_add(WINDOW_MS).saturating_sub(now.as_millis());
    u32::try_from(left.div_euclid(1000).saturating_add(1)).unwrap_or(60).clamp(1, 60)
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
            assert_eq!(attempts.begin(&key("amy"), at(second * 1000)), Ok(()));
        }
        assert_eq!(attempts.begin(&key("amy"), at(10_000)), Err(51));
        assert_eq!(attempts.begin(&key("amy"), at(59_999)), Err(1));
        assert_eq!(attempts.begin(&key("bob"), at(10_000)), Ok(()));
        assert_eq!(attempts.begin(&("amy".to_owned(), Some([127, 0, 0, 1].into())), at(10_000)), Ok(()));
        assert_eq!(attempts.begin(&key("amy"), at(60_000)), Ok(()));
        assert_eq!(attempts.begin(&key("amy"), at(60_000)), Err(2));
    }

    #[test]
    fn success_forgets_the_tries() {
        let attempts = Attempts::default();
        for _ in 0..10 {
            attempts.begin(&key("amy"), at(0)).unwrap();
        }
        attempts.succeeded(&key("amy"));
        assert_eq!(attempts.begin(&key("amy"), at(1)), Ok(()));
    }

    #[test]
    fn watches_a_bounded_number_and_lets_the_old_ones_go() {
        let attempts = Attempts::default();
        for number in 0..WATCHED {
            attempts.begin(&key(&number.to_string()), at(0)).unwrap();
        }
        assert_eq!(attempts.begin(&key("new"), at(1)), Err(60));
        assert_eq!(attempts.begin(&key("7"), at(1)), Ok(()));
        assert_eq!(attempts.begin(&key("new"), at(60_000)), Ok(()));
    }
}
