//! Entries that wait to be written: bounded in number and in bytes, the oldest dropped first.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use tokio::sync::Notify;
use tracing::warn;
use weir_model::{HistoryEntry, QueryOutcome};

/// How many entries are written together.
pub(super) const GROUP: usize = 256;
/// No more entries wait than these.
const MAX_ENTRIES: usize = 16 * 1024;
/// Nor more bytes of their texts, but for a single entry that is longer.
const MAX_BYTES: usize = 32 << 20;
/// How often dropped entries are reported.
const REPORT: Duration = Duration::from_mins(1);

/// The queue.
#[derive(Debug, Default)]
pub(super) struct Queue {
    state: Mutex<State>,
    /// Told when a first entry waits, and when a whole group does.
    grown: Notify,
}

#[derive(Debug, Default)]
struct State {
    entries: VecDeque<HistoryEntry>,
    bytes: usize,
    closed: bool,
    dropped: u64,
    /// As `dropped`, but since the start.
    lost: u64,
    reported: Option<Instant>,
}

impl Queue {
    pub(super) fn push(&self, entry: HistoryEntry) {
        let mut state = self.state();
        if state.closed {
            state.dropped += 1;
            state.lost += 1;
        } else {
            state.bytes += size(&entry);
            state.entries.push_back(entry);
            state.drop_oldest();
        }
        let length = state.entries.len();
        let report = state.report();
        drop(state);
        if length == 1 || length == GROUP {
            self.grown.notify_one();
        }
        if let Some(dropped) = report {
            warn!(dropped, "dropped {dropped} entries of the query history that could not be written");
        }
    }

    /// Takes the oldest entries, a group at most.
    pub(super) fn take_group(&self) -> Vec<HistoryEntry> {
        let mut state = self.state();
        let count = state.entries.len().min(GROUP);
        let group: Vec<_> = state.entries.drain(..count).collect();
        state.bytes -= group.iter().map(size).sum::<usize>();
        group
    }

    /// Puts entries back that could not be written, before all others.
    pub(super) fn put_back(&self, group: Vec<HistoryEntry>) {
        let mut state = self.state();
        state.bytes += group.iter().map(size).sum::<usize>();
        for entry in group.into_iter().rev() {
            state.entries.push_front(entry);
        }
        state.drop_oldest();
    }

    /// Returns when this many entries wait, a first or a whole group.
    pub(super) async fn wait_for(&self, count: usize) {
        while self.len() < count {
            self.grown.notified().await;
        }
    }

    pub(super) fn len(&self) -> usize {
        self.state().entries.len()
    }

    /// How many entries were dropped since the start.
    pub(super) fn lost(&self) -> u64 {
        self.state().lost
    }

    /// Whatever is pushed from now on is dropped.
    pub(super) fn close(&self) {
        self.state().closed = true;
    }

    pub(super) fn is_closed(&self) -> bool {
        self.state().closed
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it holds the lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn drop_oldest(&mut self) {
        while self.entries.len() > MAX_ENTRIES || (self.bytes > MAX_BYTES && self.entries.len() > 1) {
            if let Some(oldest) = self.entries.pop_front() {
                self.bytes -= size(&oldest);
                self.dropped += 1;
                self.lost += 1;
            }
        }
    }

    /// How many were dropped since the last report, when it is time for another.
    fn report(&mut self) -> Option<u64> {
        let due = self.dropped > 0 && self.reported.is_none_or(|last| last.elapsed() >= REPORT);
        due.then(|| {
            self.reported = Some(Instant::now());
            std::mem::take(&mut self.dropped)
        })
    }
}

/// The bytes of an entry's texts, and some for the rest.
fn size(entry: &HistoryEntry) -> usize {
    let outcome = match &entry.outcome {
        QueryOutcome::Refused { rule } => rule.len(),
        QueryOutcome::Failed(failure) => failure.code.len() + failure.message.len(),
        QueryOutcome::Answered { .. } | QueryOutcome::Cancelled => 0,
    };
    let natural = entry.natural_query.as_ref().map_or(0, String::len);
    size_of::<HistoryEntry>()
        + entry.query_id.len()
        + entry.db_name.as_str().len()
        + entry.caller.len()
        + entry.sql.len()
        + natural
        + outcome
}

#[cfg(test)]
mod tests {
    use weir_model::{DbName, Timestamp};

    use super::*;

    fn entry(number: usize, sql: &str) -> HistoryEntry {
        HistoryEntry {
            query_id: number.to_string(),
            db_name: DbName::parse("shop").unwrap(),
            caller: "amy".to_owned(),
            sql: sql.to_owned(),
            natural_query: None,
            outcome: QueryOutcome::Cancelled,
            started_at: Timestamp::from_millis(0),
            elapsed_ms: 0,
            origin: None,
        }
    }

    fn ids(group: &[HistoryEntry]) -> Vec<&str> {
        group.iter().map(|entry| entry.query_id.as_str()).collect()
    }

    #[test]
    fn keeps_the_order_when_a_group_is_put_back() {
        let queue = Queue::default();
        (0..3).for_each(|number| queue.push(entry(number, "")));
        let group = queue.take_group();
        queue.push(entry(3, ""));
        queue.put_back(group);
        assert_eq!(ids(&queue.take_group()), ["0", "1", "2", "3"]);
        assert_eq!(queue.state().bytes, 0);
    }

    #[test]
    fn drops_the_oldest_above_the_number() {
        let queue = Queue::default();
        (0..MAX_ENTRIES + 5).for_each(|number| queue.push(entry(number, "")));
        assert_eq!((queue.len(), queue.lost()), (MAX_ENTRIES, 5));
        assert_eq!(queue.take_group()[0].query_id, "5");
    }

    #[test]
    fn drops_the_oldest_above_the_bytes_but_keeps_a_single_long_one() {
        let queue = Queue::default();
        let long = "x".repeat(MAX_BYTES / 2);
        (0..3).for_each(|number| queue.push(entry(number, &long)));
        assert_eq!(ids(&queue.take_group()), ["2"]);
        queue.push(entry(3, &"x".repeat(MAX_BYTES * 2)));
        assert_eq!(ids(&queue.take_group()), ["3"]);
    }

    #[test]
    fn a_group_that_is_put_back_is_dropped_before_what_came_later() {
        let queue = Queue::default();
        (0..GROUP).for_each(|number| queue.push(entry(number, "")));
        let group = queue.take_group();
        (GROUP..GROUP + MAX_ENTRIES - 1).for_each(|number| queue.push(entry(number, "")));
        queue.put_back(group);
        assert_eq!(ids(&queue.take_group())[..2], ["255", "256"]);
    }

    #[test]
    fn reports_what_was_dropped_once_a_minute() {
        let mut state = State { dropped: 3, ..State::default() };
        assert_eq!(state.report(), Some(3));
        state.dropped = 2;
        assert_eq!(state.report(), None);
        state.reported = Instant::now().checked_sub(REPORT);
        assert_eq!(state.report(), Some(2));
    }

    #[test]
    fn takes_nothing_once_closed() {
        let queue = Queue::default();
        queue.close();
        queue.push(entry(0, ""));
        assert_eq!(queue.len(), 0);
    }

    #[tokio::test]
    async fn wakes_for_the_first_entry_and_for_a_whole_group() {
        let queue = std::sync::Arc::new(Queue::default());
        let pushing = std::sync::Arc::clone(&queue);
        let pushes = async move {
            for number in 0..GROUP {
                tokio::task::yield_now().await;
                pushing.push(entry(number, ""));
            }
        };
        tokio::join!(pushes, async {
            queue.wait_for(1).await;
            queue.wait_for(GROUP).await;
        });
        assert_eq!(queue.len(), GROUP);
    }
}
