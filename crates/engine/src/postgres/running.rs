//! A session at work. However the work ends, nothing of it goes on: dropped before its answer is complete, the
//! statement is ended on the server, and the session's place in the pool is given back only then.
//! A session that was asked to cancel is never used again: the request might hit its next statement.

use std::{sync::Arc, time::Duration};

use tokio::{
    runtime::Handle,
    select,
    sync::oneshot,
    time::{error::Elapsed, sleep, timeout},
};
use tokio_util::task::TaskTracker;

use super::{connect::Connector, session::Session};
use crate::{Error, pool::Lease};

/// A cancel request that reaches the server before its statement does, or between two messages, is ignored
/// there: it is repeated after so long, and then after twice as long each time.
const ASK_AGAIN: Duration = Duration::from_millis(20);

/// How long a statement may take to end once it was asked.
const PATIENCE: Duration = Duration::from_secs(5);

/// How often the server's list of sessions is read before giving up, and how long apart.
const LOOKS: u32 = 10;
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// Ends a session whose cancel request had no effect, and tells of it as long as it is there. The name tells it
/// from a later session that the system gave the same number.
const TERMINATE: &str = "SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity \
     WHERE pid = $1::pg_catalog.int4 AND application_name = $2 AND state = 'active'";

/// What ending a statement takes, beside its session.
#[derive(Clone, Debug)]
pub(super) struct Ender {
    pub(super) connector: Arc<Connector>,
    pub(super) tasks: TaskTracker,
}

/// A session at work, with its place in the pool.
#[derive(Debug)]
pub(super) struct Running {
    held: Option<(Session, Lease<Session>)>,
    ender: Ender,
}

impl Running {
    pub(super) fn new(session: Session, lease: Lease<Session>, ender: Ender) -> Self {
        Self { held: Some((session, lease)), ender }
    }

    pub(super) fn session(&mut self) -> &mut Session {
        let (session, _) = self.held.as_mut().expect("it is taken only by what consumes the whole");
        session
    }

    /// The work is done: the session waits for the next.
    pub(super) fn keep(mut self) {
        if let Some((mut session, lease)) = self.held.take() {
            session.wire.release_memory();
            session.reused = true;
            lease.keep(session);
        }
    }

    /// Ends work of ours: the session is kept after an answer, and the work is ended after a time-out.
    pub(super) async fn finish<T>(
        self,
        answer: Result<Result<T, Error>, Elapsed>,
        limit: Duration,
    ) -> Result<T, Error> {
        match answer {
            Ok(Ok(answer)) => {
                self.keep();
                Ok(answer)
            }
            Ok(Err(error)) => Err(error),
            Err(_) => Err(Error::TimedOut { limit, confirmed: self.end().await }),
        }
    }

    /// Ends what is going on, and says whether it is known to be gone.
    pub(super) async fn end(mut self) -> bool {
        let (tell, told) = oneshot::channel();
        self.end_in_background(Some(tell));
        told.await.unwrap_or(false)
    }

    /// In a task of its own, since whoever waits may leave.
    fn end_in_background(&mut self, tell: Option<oneshot::Sender<bool>>) {
        let Some((session, lease)) = self.held.take() else { return };
        if session.wire.is_idle() {
            return;
        }
        // Without a runtime there is no network either: closing the socket is all that can be done.
        let Ok(runtime) = Handle::try_current() else { return };
        let connector = Arc::clone(&self.ender.connector);
        let work = async move {
            let gone = end_statement(session, &connector).await;
            drop(lease);
            if !gone {
                tracing::warn!("could not make sure that a statement has ended on its PostgreSQL server");
            }
            if let Some(tell) = tell {
                // Nobody may be waiting any more.
                tell.send(gone).ok();
            }
        };
        self.ender.tasks.spawn_on(work, &runtime);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end_in_background(None);
    }
}

/// Asks the server to cancel while reading on: a server that can't get rid of its rows doesn't listen.
async fn end_statement(mut session: Session, connector: &Connector) -> bool {
    let identity = session.identity.clone();
    let ask = async {
        let mut pause = ASK_AGAIN;
        loop {
            // Whether it helped shows on the session itself.
            timeout(PATIENCE, connector.cancel(&identity)).await.ok();
            sleep(pause).await;
            pause *= 2;
        }
    };
    let ended = select! {
        drained = timeout(PATIENCE, session.wire.drain()) => drained.unwrap_or(false),
        () = ask => false,
    };
    let (process_id, label) = (session.identity.process_id.to_string(), session.label.clone());
    drop(session);
    ended || is_gone(connector, &process_id, &label).await
}

/// Asks the server's list of sessions from another one.
async fn is_gone(connector: &Connector, process_id: &str, label: &str) -> bool {
    let Ok(mut session) = connector.open().await else { return false };
    for _ in 0..LOOKS {
        let mut there = false;
        let parameters = [process_id, label];
        let looking = session.rows(TERMINATE, &parameters, |_| {
            there = true;
            Ok(())
        });
        match timeout(PATIENCE, looking).await {
            Ok(Ok(())) if there => sleep(LOOK_AGAIN).await,
            Ok(Ok(())) => return true,
            _ => return false,
        }
    }
    false
}
