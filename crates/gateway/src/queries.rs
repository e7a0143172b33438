//! The queries under way: who asked what, since when; how to end one and be told that it is gone. Owns that
//! no query id is used twice by this process.

use std::{
    collections::{HashMap, VecDeque},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::{
    sync::watch,
    time::{sleep_until, timeout},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use uuid::{NoContext, Uuid};
use weir_model::{DbName, Timestamp};

use crate::{Caller, Error, Gateway, Noun, Permission, Reach};

/// Confirming that a statement is gone takes an engine ten seconds at most.
const PATIENCE: Duration = Duration::from_secs(15);
/// Ids that clients chose are remembered here after the query's end, the latest ones. The catalog knows them
/// longer (`Store::claim_query_id`), unless it could not be written to.
const REMEMBERED: usize = 4_096;

/// A query under way.
#[derive(Clone, Debug)]
pub struct RunningQuery {
    /// Its id.
    pub id: Uuid,
    /// The connection it runs on.
    pub db_name: DbName,
    /// Who asked.
    pub caller: String,
    /// The statement as it was given.
    pub sql: String,
    /// When it was asked for.
    pub started_at: Timestamp,
    /// How long ago that is, in milliseconds.
    pub elapsed_ms: u64,
    /// How far it is.
    pub stage: QueryStage,
}

/// How far a query under way is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueryStage {
    /// It waits for its turn.
    Waiting,
    /// It has a place among those that run.
    Running,
    /// It has been told to end.
    Cancelling,
}

/// What came of telling a query to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CancelOutcome {
    /// It was ended.
    Cancelled {
        /// Its statement is known to be gone from the server.
        confirmed: bool,
    },
    /// It came to its own end at the same moment.
    EndedBefore,
}

/// How a query ended, for whoever told it to.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Ended {
    Cancelled { confirmed: bool },
    ByItself,
}

/// The queries under way.
#[derive(Debug, Default)]
pub(crate) struct Queries(Mutex<Places>);

#[derive(Debug, Default)]
struct Places {
    running: HashMap<Uuid, Arc<Entry>>,
    /// Ids that clients chose, of queries that have ended.
    used: VecDeque<Uuid>,
}

#[derive(Debug)]
struct Entry {
    asked: Asked,
    /// The client chose the id, and the query has run or may yet.
    remembered: AtomicBool,
    started: Instant,
    admitted: AtomicBool,
    cancel: CancellationToken,
    ended: watch::Sender<Option<Ended>>,
}

/// What is shown of a query.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) db_name: DbName,
    pub(crate) caller: String,
    pub(crate) sql: String,
    pub(crate) started_at: Timestamp,
}

/// A query's entry in the list; gone when dropped.
#[derive(Debug)]
pub(crate) struct Ticket {
    queries: Arc<Queries>,
    id: Uuid,
    entry: Arc<Entry>,
}

/// Whether the client chose the id, and may send it again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum QueryId {
    Chosen(Uuid),
    Given(Uuid),
}

impl QueryId {
    /// An id of ours tells when it was made: by that its query is found again.
    pub(crate) fn or_given(chosen: Option<Uuid>, now: Timestamp) -> Self {
        let given = || {
            let millis = u64::try_from(now.as_millis()).unwrap_or(0);
            let nanos = u32::try_from(millis % 1_000).unwrap_or(0) * 1_000_000;
            Self::Given(Uuid::new_v7(uuid::Timestamp::from_unix(NoContext, millis / 1_000, nanos)))
        };
        chosen.map_or_else(given, Self::Chosen)
    }

    /// When an id of ours was made.
    pub(crate) fn made_at(id: Uuid) -> Option<Timestamp> {
        let (seconds, nanos) = id.get_timestamp()?.to_unix();
        let millis = seconds.checked_mul(1_000)?.checked_add(u64::from(nanos / 1_000_000))?;
        Some(Timestamp::from_millis(i64::try_from(millis).ok()?))
    }

    pub(crate) fn uuid(self) -> Uuid {
        match self {
            Self::Chosen(id) | Self::Given(id) => id,
        }
    }
}

impl Queries {
    /// Enters a query, unless this process has met its id before.
    pub(crate) fn enter(self: &Arc<Self>, id: QueryId, asked: Asked) -> Option<Ticket> {
        let uuid = id.uuid();
        let entry = Arc::new(Entry {
            asked,
            remembered: AtomicBool::new(id == QueryId::Chosen(uuid)),
            started: Instant::now(),
            admitted: AtomicBool::new(false),
            cancel: CancellationToken::new(),
            ended: watch::Sender::new(None),
        });
        let mut places = self.lock();
        if places.running.contains_key(&uuid) || (entry.is_remembered() && places.used.contains(&uuid)) {
            return None;
        }
        places.running.insert(uuid, Arc::clone(&entry));
        drop(places);
        Some(Ticket { queries: Arc::clone(self), id: uuid, entry })
    }

    fn all(&self) -> Vec<(Uuid, Arc<Entry>)> {
        self.lock().running.iter().map(|(id, entry)| (*id, Arc::clone(entry))).collect()
    }

    fn find(&self, id: Uuid) -> Option<Arc<Entry>> {
        self.lock().running.get(&id).map(Arc::clone)
    }

    fn lock(&self) -> MutexGuard<'_, Places> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ticket {
    pub(crate) fn caller(&self) -> &str {
        &self.entry.asked.caller
    }

    pub(crate) fn cancel(&self) -> &CancellationToken {
        &self.entry.cancel
    }

    /// It has its place among those that run.
    pub(crate) fn admit(&self) {
        self.entry.admitted.store(true, Ordering::Relaxed);
    }

    /// Nothing ran: the client may send the same id again. Says whether it was one that the client chose.
    pub(crate) fn forget(&self) -> bool {
        self.entry.remembered.swap(false, Ordering::Relaxed)
    }

    /// Tells whoever cancelled it how it ended.
    pub(crate) fn end(&self, ended: Ended) {
        self.entry.ended.send_replace(Some(ended));
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let mut places = self.queries.lock();
        places.running.remove(&self.id);
        if self.entry.is_remembered() {
            if places.used.len() == REMEMBERED {
                places.used.pop_front();
            }
            places.used.push_back(self.id);
        }
        drop(places);
        // Dropped without an end: the client left, and the engine ends the statement on its own.
        self.entry.ended.send_if_modified(|ended| {
            let untold = ended.is_none();
            *ended = ended.or(Some(Ended::Cancelled { confirmed: false }));
            untold
        });
    }
}

impl Entry {
    fn shown(&self, id: Uuid) -> RunningQuery {
        let Asked { db_name, caller, sql, started_at } = self.asked.clone();
        let elapsed_ms = u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let stage = if self.cancel.is_cancelled() {
            QueryStage::Cancelling
        } else if self.admitted.load(Ordering::Relaxed) {
            QueryStage::Running
        } else {
            QueryStage::Waiting
        };
        RunningQuery { id, db_name, caller, sql, started_at, elapsed_ms, stage }
    }

    fn is_remembered(&self) -> bool {
        self.remembered.load(Ordering::Relaxed)
    }

    /// One's own on a connection that still exists for one, or anybody's for an administrator.
    fn is_visible_to(&self, caller: &Caller, reach: &Reach) -> bool {
        let is_own = self.asked.caller == caller.name();
        (is_own || caller.may(Permission::Admin)) && reach.contains(&self.asked.db_name)
    }

    async fn end(&self) -> CancelOutcome {
        let mut ended = self.ended.subscribe();
        self.cancel.cancel();
        let told = timeout(PATIENCE, ended.wait_for(Option::is_some)).await;
        // The sender lives in `self`, so waiting fails only by time.
        match told.ok().and_then(Result::ok).and_then(|ended| *ended) {
            Some(Ended::Cancelled { confirmed }) => CancelOutcome::Cancelled { confirmed },
            Some(Ended::ByItself) => CancelOutcome::EndedBefore,
            None => CancelOutcome::Cancelled { confirmed: false },
        }
    }
}

impl Gateway {
    /// The queries under way, the oldest first: one's own, or everybody's for an administrator.
    pub async fn list_queries(&self, caller: &Caller) -> Result<Vec<RunningQuery>, Error> {
        caller.require(Permission::Query)?;
        let reach = self.reach(caller).await?;
        let visible = self.queries.all().into_iter().filter(|(_, entry)| entry.is_visible_to(caller, &reach));
        let mut queries: Vec<RunningQuery> = visible.map(|(id, entry)| entry.shown(id)).collect();
        queries.sort_by_key(|query| (query.started_at, query.id));
        Ok(queries)
    }

    /// One query under way.
    pub async fn find_query(&self, caller: &Caller, id: Uuid) -> Result<RunningQuery, Error> {
        Ok(self.visible_query(caller, id).await?.shown(id))
    }

    /// Ends a query under way, and waits until its statement is gone from the server.
    pub async fn cancel_query(&self, caller: &Caller, id: Uuid) -> Result<CancelOutcome, Error> {
        Ok(self.visible_query(caller, id).await?.end().await)
    }

    /// Ends every query under way, at the end of the program.
    pub async fn cancel_queries(&self) {
        let ending = TaskTracker::new();
        for (_, entry) in self.queries.all() {
            ending.spawn(async move { entry.end().await });
        }
        ending.close();
        ending.wait().await;
    }

    /// Somebody else's query is as unknown as one that isn't there.
    async fn visible_query(&self, caller: &Caller, id: Uuid) -> Result<Arc<Entry>, Error> {
        caller.require(Permission::Query)?;
        let reach = self.reach(caller).await?;
        let found = self.queries.find(id).filter(|entry| entry.is_visible_to(caller, &reach));
        found.ok_or_else(|| Error::Missing { what: Noun::Query, key: id.to_string() })
    }
}

/// Watches over a query whose answer is being read by somebody slow, for nobody polls it then: not even its
/// time limit would be noticed.
#[derive(Debug)]
pub struct Watch {
    cancel: CancellationToken,
    deadline: Instant,
    tasks: TaskTracker,
}

impl Watch {
    pub(crate) fn new(cancel: CancellationToken, deadline: Instant, tasks: TaskTracker) -> Self {
        Self { cancel, deadline, tasks }
    }

    /// Runs `overdue` once the query is cancelled or should have ended by itself, unless `ended` comes first.
    pub fn spawn(
        self,
        ended: impl Future<Output = ()> + Send + 'static,
        overdue: impl Future<Output = ()> + Send + 'static,
    ) {
        let Self { cancel, deadline, tasks } = self;
        tasks.spawn(async move {
            tokio::select! {
                () = ended => return,
                () = cancel.cancelled() => {}
                () = sleep_until(deadline.into()) => {}
            }
            overdue.await;
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked() -> Asked {
        Asked {
            db_name: DbName::parse("shop").unwrap(),
            caller: "ann".to_owned(),
            sql: "SELECT 1".to_owned(),
            started_at: Timestamp::from_millis(0),
        }
    }

    #[test]
    fn an_id_is_used_once_while_it_runs_and_after() {
        let queries = Arc::new(Queries::default());
        let id = QueryId::Chosen(Uuid::from_u128(1));
        let ticket = queries.enter(id, asked()).unwrap();
        assert!(queries.enter(id, asked()).is_none());
        drop(ticket);
        assert!(queries.enter(id, asked()).is_none());
        assert!(queries.all().is_empty());
    }

    #[test]
    fn an_id_of_ours_tells_when_it_was_made() {
        for millis in [0, 1, 1_784_562_306_999] {
            let at = Timestamp::from_millis(millis);
            assert_eq!(QueryId::made_at(QueryId::or_given(None, at).uuid()), Some(at));
        }
        assert_eq!(QueryId::made_at(Uuid::from_u128(u128::MAX)), None);
        assert_eq!(QueryId::made_at(Uuid::new_v4()), None);
    }

    #[test]
    fn an_id_whose_query_never_ran_may_come_again() {
        let queries = Arc::new(Queries::default());
        let id = QueryId::Chosen(Uuid::from_u128(1));
        let ticket = queries.enter(id, asked()).unwrap();
        assert!(ticket.forget());
        drop(ticket);
        assert!(queries.enter(id, asked()).is_some());
    }

    #[test]
    fn remembers_the_latest_ids_only() {
        let queries = Arc::new(Queries::default());
        for number in 0..=REMEMBERED as u128 {
            queries.enter(QueryId::Chosen(Uuid::from_u128(number)), asked()).unwrap();
        }
        assert_eq!(queries.lock().used.len(), REMEMBERED);
        assert!(queries.enter(QueryId::Chosen(Uuid::from_u128(1)), asked()).is_none());
        assert!(queries.enter(QueryId::Chosen(Uuid::from_u128(0)), asked()).is_some());
    }

    #[tokio::test]
    async fn whoever_cancels_is_told_how_it_ended() {
        let queries = Arc::new(Queries::default());
        for (end, outcome) in [
            (Some(Ended::Cancelled { confirmed: true }), CancelOutcome::Cancelled { confirmed: true }),
            (Some(Ended::ByItself), CancelOutcome::EndedBefore),
            (None, CancelOutcome::Cancelled { confirmed: false }),
        ] {
            let ticket = queries.enter(QueryId::or_given(None, Timestamp::from_millis(7)), asked()).unwrap();
            let entry = queries.find(ticket.id).unwrap();
            let (told, ()) = tokio::join!(entry.end(), async {
                ticket.cancel().cancelled().await;
                if let Some(end) = end {
                    ticket.end(end);
                }
                drop(ticket);
            });
            assert_eq!(told, outcome);
        }
    }
}
