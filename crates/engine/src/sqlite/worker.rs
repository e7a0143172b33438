//! Sessions at work. SQLite blocks, so each piece of work runs on a thread of the runtime's blocking pool,
//! takes its session with it and puts it back itself: whoever started it may leave at any time.

use std::{fmt, sync::Arc, time::Duration};

use tokio::{
    task::JoinHandle,
    time::{Instant as TokioInstant, timeout, timeout_at},
};

use crate::{
    Error,
    engines::Opening,
    pool::{Lease, Pool, SessionCounts},
    sqlite::{
        connect::{Opener, Session},
        control::Control,
    },
};

/// How long a statement may take to end once it was told to.
const GRACE: Duration = Duration::from_secs(2);

/// The sessions of one target.
#[derive(Debug)]
pub(super) struct Workers {
    pool: Arc<Pool<Session>>,
    opener: Arc<Opener>,
    opening: Opening,
}

/// Work under way. Dropping it cancels the work.
pub(super) struct Work<T> {
    control: Arc<Control>,
    thread: JoinHandle<Result<T, Error>>,
    limit: Duration,
    deadline: TokioInstant,
}

impl Workers {
    pub(super) fn new(opener: Opener, opening: Opening) -> Self {
        let pool = Pool::new(opening.pool);
        pool.sweep(&opening.tasks);
        Self { pool, opener: Arc::new(opener), opening }
    }

    /// Starts work on a session as soon as one is free. The limit covers waiting, opening and working.
    pub(super) async fn start<T: Send + 'static>(
        &self,
        limit: Duration,
        work: impl FnOnce(&Session, &Control) -> Result<T, Error> + Send + 'static,
    ) -> Result<Work<T>, Error> {
        let deadline = TokioInstant::now() + limit;
        let (lease, idle) = self.pool.lease(deadline).await?;
        let control = Control::new(deadline.into_std());
        let thread = self.opening.tasks.spawn_blocking({
            let (control, opener) = (Arc::clone(&control), Arc::clone(&self.opener));
            let session = idle.map(|(session, _age)| session);
            move || run(lease, session, &opener, &control, work)
        });
        Ok(Work { control, thread, limit, deadline })
    }

    /// Opens the first session, within the connect time-out.
    pub(super) async fn open(&self) -> Result<(), Error> {
        let limit = self.opening.connect_timeout;
        match self.start(limit, |_session, _control| Ok(())).await?.finish().await {
            Err(Error::TimedOut { .. }) => {
                Err(Error::Unreachable(format!("Connection timed out after {} seconds", limit.as_secs())))
            }
            opened => opened,
        }
    }

    pub(super) fn counts(&self) -> SessionCounts {
        self.pool.counts()
    }

    /// Closes the sessions that have nothing to do; the others when they are done.
    pub(super) fn close(&self) {
        self.pool.close();
    }
}

impl<T> Work<T> {
    /// Until when the work may take.
    pub(super) fn deadline(&self) -> TokioInstant {
        self.deadline
    }

    /// What the work gave. Past its deadline it is ended, and given a moment to confirm that.
    pub(super) async fn finish(mut self) -> Result<T, Error> {
        let in_time = timeout_at(self.deadline, &mut self.thread).await;
        let ended = match in_time {
            Ok(ended) => ended,
            Err(_elapsed) => {
                self.control.cancel();
                match timeout_at(TokioInstant::now() + GRACE, &mut self.thread).await {
                    Ok(ended) => ended,
                    Err(_elapsed) => return Err(Error::TimedOut { limit: self.limit, confirmed: false }),
                }
            }
        };
        match ended {
            // Nobody else cancels while somebody waits here.
            Ok(Err(Error::Cancelled { .. })) => Err(Error::TimedOut { limit: self.limit, confirmed: true }),
            Ok(outcome) => outcome,
            // The thread panicked: its session is gone with it.
            Err(panicked) => Err(Error::internal(panicked)),
        }
    }
}

impl<T> Work<T> {
    /// Ends the work, and says whether it is known to have ended.
    pub(super) async fn end(mut self) -> bool {
        self.control.cancel();
        timeout(GRACE, &mut self.thread).await.is_ok()
    }
}

impl<T> Drop for Work<T> {
    fn drop(&mut self) {
        self.control.cancel();
    }
}

impl<T> fmt::Debug for Work<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Work").field("control", &self.control).finish_non_exhaustive()
    }
}

/// The thread's part: a session, the work, and the session back.
fn run<T>(
    lease: Lease<Session>,
    session: Option<Session>,
    opener: &Opener,
    control: &Arc<Control>,
    work: impl FnOnce(&Session, &Control) -> Result<T, Error>,
) -> Result<T, Error> {
    let session = match session.filter(Session::is_current) {
        Some(session) => {
            control.attach(session.connection()).map_err(Error::internal)?;
            session
        }
        None => opener.open(control)?,
    };
    let outcome = work(&session, control);
    let detached = control.detach(session.connection());
    let usable = !matches!(outcome, Err(Error::Lost(_) | Error::Unreachable(_) | Error::Internal(_)));
    if usable && detached.is_ok() && session.connection().is_autocommit() {
        lease.keep(session);
    }
    outcome
}
