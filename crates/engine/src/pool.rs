//! Sessions kept open for the next query, the same for every engine. Owns the limit, the waiting and the
//! idle list; what a session is, how it is opened and cleaned, belongs to the engines.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    select,
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, sleep, timeout_at},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::Error;

/// How many sessions, and for how long they are kept.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PoolLimits {
    /// The most sessions at once, idle ones included.
    pub(crate) size: usize,
    /// An idle session older than this is closed.
    pub(crate) idle: Duration,
}

/// The sessions of one connection, counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionCounts {
    /// The most at once.
    pub limit: usize,
    /// At work, or being opened or cleaned.
    pub busy: usize,
    /// Open and waiting for work.
    pub idle: usize,
}

/// Sessions of one connection.
pub(crate) struct Pool<S> {
    limits: PoolLimits,
    permits: Arc<Semaphore>,
    idle: Mutex<Vec<Idle<S>>>,
    /// No session is kept any more.
    closed: CancellationToken,
}

struct Idle<S> {
    session: S,
    since: Instant,
}

/// The right to one session, and an idle one if there was any. Dropped without `keep`, the session ends.
pub(crate) struct Lease<S> {
    pool: Arc<Pool<S>>,
    permit: OwnedSemaphorePermit,
}

impl<S> Pool<S> {
    pub(crate) fn new(limits: PoolLimits) -> Arc<Self> {
        Arc::new(Self {
            limits,
            permits: Arc::new(Semaphore::new(limits.size)),
            idle: Mutex::new(Vec::new()),
            closed: CancellationToken::new(),
        })
    }

    /// Waits for a place among the sessions, until the deadline at most. Gives the freshest idle session
    /// with how long it has been idle, so that the engine can decide whether to check its health.
    pub(crate) async fn lease(
        self: &Arc<Self>,
        deadline: Instant,
    ) -> Result<(Lease<S>, Option<(S, Duration)>), Error> {
        let waiting = timeout_at(deadline, Arc::clone(&self.permits).acquire_owned()).await;
        let Ok(Ok(permit)) = waiting else {
            return Err(Error::Busy { limit: self.limits.size });
        };
        let lease = Lease { pool: Arc::clone(self), permit };
        Ok((lease, self.take_idle()))
    }

    fn take_idle(&self) -> Option<(S, Duration)> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = idle.pop().map(|entry| (entry.session, entry.since.elapsed()));
        // Last in, first out: when the freshest is too old, all are.
        if taken.as_ref().is_some_and(|(_, age)| *age > self.limits.idle) {
            idle.clear();
            return None;
        }
        taken
    }

    /// How many sessions there are at the moment.
    pub(crate) fn counts(&self) -> SessionCounts {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).len();
        let limit = self.limits.size;
        SessionCounts { limit, busy: limit.saturating_sub(self.permits.available_permits()), idle }
    }

    /// Closes the sessions that have been idle for too long.
    pub(crate) fn close_stale(&self) {
        let limit = self.limits.idle;
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(|entry| entry.since.elapsed() <= limit);
    }

    /// Closes every idle session.
    pub(crate) fn close_idle(&self) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Closes every idle session and keeps none from now on; those at work are closed when they are done.
    pub(crate) fn close(&self) {
        self.closed.cancel();
        self.close_idle();
    }
}

impl<S: Send + 'static> Pool<S> {
    /// Has stale sessions closed even when nobody asks for one, until the pool is closed or gone.
    pub(crate) fn sweep(self: &Arc<Self>, tasks: &TaskTracker) {
        let (pool, closed) = (Arc::downgrade(self), self.closed.clone());
        let interval = (self.limits.idle / 2).max(Duration::from_secs(1));
        tasks.spawn(async move {
            loop {
                select! {
                    () = closed.cancelled() => return,
                    () = sleep(interval) => {}
                }
                let Some(pool) = pool.upgrade() else { return };
                pool.close_stale();
            }
        });
    }
}

impl<S> Lease<S> {
    /// Puts a clean session back for the next query.
    pub(crate) fn keep(self, session: S) {
        let entry = Idle { session, since: Instant::now() };
        let mut idle = self.pool.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.pool.closed.is_cancelled() {
            idle.push(entry);
        }
        drop(idle);
        drop(self.permit);
    }

    /// Keeps the place taken while something goes on that has lost its session, but no longer than the pool.
    pub(crate) async fn hold(self, work: impl Future<Output = ()>) {
        let Self { pool, permit } = self;
        let closed = pool.closed.clone();
        drop(pool);
        select! {
            () = closed.cancelled() => {}
            () = work => {}
        }
        drop(permit);
    }
}

impl<S> Drop for Pool<S> {
    fn drop(&mut self) {
        self.closed.cancel();
    }
}

impl<S> fmt::Debug for Lease<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lease").field("pool", &self.pool).finish_non_exhaustive()
    }
}

impl<S> fmt::Debug for Pool<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool")
            .field("limits", &self.limits)
            .field("free", &self.permits.available_permits())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn soon() -> Instant {
        Instant::now() + Duration::from_millis(20)
    }

    #[tokio::test]
    async fn gives_the_freshest_session_back() {
        let pool = Pool::new(PoolLimits { size: 2, idle: Duration::from_mins(1) });
        let (first, none) = pool.lease(soon()).await.unwrap();
        assert!(none.is_none());
        let (second, _) = pool.lease(soon()).await.unwrap();
        first.keep("old");
        assert_eq!(pool.counts(), SessionCounts { limit: 2, busy: 1, idle: 1 });
        second.keep("fresh");
        let (_lease, session) = pool.lease(soon()).await.unwrap();
        assert_eq!(session.unwrap().0, "fresh");
    }

    #[tokio::test]
    async fn says_busy_at_the_limit_and_recovers_when_a_lease_is_dropped() {
        let pool = Pool::<()>::new(PoolLimits { size: 1, idle: Duration::from_mins(1) });
        let (lease, _) = pool.lease(soon()).await.unwrap();
        assert!(matches!(pool.lease(soon()).await, Err(Error::Busy { limit: 1 })));
        drop(lease);
        assert!(pool.lease(soon()).await.is_ok());
    }

    #[tokio::test]
    async fn keeps_nothing_once_it_is_closed() {
        let pool = Pool::new(PoolLimits { size: 2, idle: Duration::from_mins(1) });
        let (first, _) = pool.lease(soon()).await.unwrap();
        let (second, _) = pool.lease(soon()).await.unwrap();
        first.keep("before");
        pool.close();
        second.keep("after");
        assert!(pool.lease(soon()).await.unwrap().1.is_none());
    }

    #[tokio::test]
    async fn a_place_that_is_held_is_free_again_after_the_work_or_the_pool() {
        let pool = Pool::<()>::new(PoolLimits { size: 1, idle: Duration::from_mins(1) });
        let (lease, _) = pool.lease(soon()).await.unwrap();
        lease
            .hold(async { assert!(matches!(pool.lease(soon()).await, Err(Error::Busy { limit: 1 }))) })
            .await;
        let (lease, _) = pool.lease(soon()).await.unwrap();
        let held = lease.hold(std::future::pending());
        drop(pool);
        held.await;
    }

    #[tokio::test(start_paused = true)]
    async fn closes_stale_sessions_by_itself() {
        let pool = Pool::new(PoolLimits { size: 1, idle: Duration::from_mins(1) });
        let tasks = TaskTracker::new();
        pool.sweep(&tasks);
        let (lease, _) = pool.lease(soon()).await.unwrap();
        let session = Arc::new(());
        let still_open = Arc::downgrade(&session);
        lease.keep(session);
        sleep(Duration::from_secs(121)).await;
        assert!(still_open.upgrade().is_none());

        drop(pool);
        tasks.close();
        tasks.wait().await;
    }
}
