//! Sessions kept open for the next query, the same for every engine. Owns the limit, the waiting and the
//! idle list; what a session is, how it is opened and cleaned, belongs to the engines.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, timeout_at},
};

use crate::Error;

/// How many sessions, and for how long they are kept.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PoolLimits {
    /// The most sessions at once, idle ones included.
    pub(crate) size: usize,
    /// An idle session older than this is closed.
    pub(crate) idle: Duration,
}

/// Sessions of one connection.
pub(crate) struct Pool<S> {
    limits: PoolLimits,
    permits: Arc<Semaphore>,
    idle: Mutex<Vec<Idle<S>>>,
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
}

impl<S> Lease<S> {
    /// Puts a clean session back for the next query.
    pub(crate) fn keep(self, session: S) {
        let entry = Idle { session, since: Instant::now() };
        self.pool.idle.lock().unwrap_or_else(PoisonError::into_inner).push(entry);
        drop(self.permit);
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
        let pool = Pool::new(PoolLimits { size: 2, idle: Duration::from_secs(60) });
        let (first, none) = pool.lease(soon()).await.unwrap();
        assert!(none.is_none());
        let (second, _) = pool.lease(soon()).await.unwrap();
        first.keep("old");
        second.keep("fresh");
        let (_lease, session) = pool.lease(soon()).await.unwrap();
        assert_eq!(session.unwrap().0, "fresh");
    }

    #[tokio::test]
    async fn says_busy_at_the_limit_and_recovers_when_a_lease_is_dropped() {
        let pool = Pool::<()>::new(PoolLimits { size: 1, idle: Duration::from_secs(60) });
        let (lease, _) = pool.lease(soon()).await.unwrap();
        assert!(matches!(pool.lease(soon()).await, Err(Error::Busy { limit: 1 })));
        drop(lease);
        assert!(pool.lease(soon()).await.is_ok());
    }
}
