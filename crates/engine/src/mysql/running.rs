//! A session at work. However the work ends, nothing of it goes on: dropped before its answer is complete, the
//! statement is ended on the server through a second connection, and only then the session's place in the pool
//! is free again. A session that was killed, or whose state is not known, is never used again.

use std::{sync::Arc, time::Duration};

use tokio::{
    runtime::Handle,
    sync::oneshot,
    time::{sleep, timeout},
};
use tokio_util::task::TaskTracker;

use super::{
    connect::Connector,
    fault::Fault,
    messages::Reader,
    session::{Session, text},
};
use crate::pool::Lease;

/// How long the server may take to clean a session.
const CLEAN_UP: Duration = Duration::from_secs(10);
/// How long a killed statement may take to end.
const PATIENCE: Duration = Duration::from_secs(10);
/// The pauses between looks at the server's list of sessions, from and to.
const FIRST_PAUSE: Duration = Duration::from_millis(2);
const LONGEST_PAUSE: Duration = Duration::from_millis(200);
/// A statement that did not hear it is told again after so long.
const AGAIN: Duration = Duration::from_secs(5);
/// `KILL` of a session that is gone already.
const NO_SUCH_THREAD: u16 = 1094;

/// What ending a statement takes, beside its session.
#[derive(Clone, Debug)]
pub(super) struct Ender {
    pub(super) connector: Arc<Connector>,
    pub(super) tasks: TaskTracker,
}

/// A session at work, with its place in the pool.
pub(super) struct Running {
    held: Option<(Session, Lease<Session>)>,
    ender: Ender,
}

impl Running {
    pub(super) fn new(session: Session, lease: Lease<Session>, ender: Ender) -> Self {
        Self { held: Some((session, lease)), ender }
    }

    pub(super) fn session(&mut self) -> &mut Session {
        let (session, _) = self.held.as_mut().expect("only what consumes the whole takes it");
        session
    }

    /// The answer is complete and the clean-up is under way: waits for it in the background.
    pub(super) fn clean(mut self) {
        let Some((mut session, lease)) = self.held.take() else { return };
        let work = async move {
            match timeout(CLEAN_UP, session.finish_clean_up()).await {
                Ok(Ok(())) => lease.keep(session),
                Ok(Err(fault)) => {
                    tracing::warn!(?fault, "a MySQL session could not be cleaned and was closed");
                }
                Err(_elapsed) => tracing::warn!("a MySQL session was not cleaned in time and was closed"),
            }
        };
        self.spawn(work);
    }

    /// The session was left as it was taken.
    pub(super) fn keep(mut self) {
        if let Some((session, lease)) = self.held.take() {
            lease.keep(session);
        }
    }

    /// The server has ended the session by itself.
    pub(super) fn discard(mut self) {
        self.held = None;
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
        let connector = Arc::clone(&self.ender.connector);
        let work = async move {
            let id = session.id;
            // A server that waits for us to read on notices this at once.
            drop(session);
            let ended = timeout(PATIENCE, end_session(&connector, id)).await;
            // The server looks for a KILL between rows and steps, and one call of LOCATE on long texts, say, is one
            // step. Its place stays taken, lest such statements pile up on the server.
            let deaf = ended.is_err().then_some(lease);
            let gone = ended.unwrap_or(false);
            if !gone {
                tracing::warn!("could not make sure that a statement has ended on its MySQL server");
            }
            if let Some(tell) = tell {
                // Nobody may be waiting any more.
                tell.send(gone).ok();
            }
            if let Some(lease) = deaf {
                lease.hold(end_at_last(&connector, id)).await;
            }
        };
        self.spawn(work);
    }

    /// Without a runtime there is no network either: closing the socket is all that can be done.
    fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        if let Ok(runtime) = Handle::try_current() {
            self.ender.tasks.spawn_on(work, &runtime);
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end_in_background(None);
    }
}

/// Until the session is gone, or the server can't be reached.
async fn end_at_last(connector: &Connector, id: u64) {
    loop {
        sleep(AGAIN).await;
        if timeout(PATIENCE, end_session(connector, id)).await.is_ok() {
            return;
        }
    }
}

/// Kills a session from another one and waits until it is gone from the server's list.
///
/// The whole session, since the commands of one query travel together: `KILL QUERY` might hit the one before
/// the statement, and leave the statement running.
async fn end_session(connector: &Connector, id: u64) -> bool {
    let Ok((mut killer, _version)) = connector.open().await else { return false };
    match killer.rows(&format!("KILL {id}"), |_| Ok(())).await {
        Ok(()) => {}
        Err(Fault::Server(error)) => return error.code == NO_SUCH_THREAD,
        Err(_) => return false,
    }
    let id = id.to_string();
    let mut pause = FIRST_PAUSE;
    loop {
        let mut listed = false;
        // Shows one's own sessions without any privilege; `information_schema.processlist` is deprecated in
        // MySQL, and `performance_schema` may be switched off.
        let look = |row: &mut Reader<'_>| {
            listed |= text(row)? == id;
            Ok(())
        };
        if killer.rows("SHOW PROCESSLIST", look).await.is_err() {
            return false;
        }
        if !listed {
            return true;
        }
        sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}
