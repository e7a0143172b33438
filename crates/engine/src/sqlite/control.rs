//! Ending a statement from outside its thread: by its deadline, and when nobody wants its rows any more.

use std::{
    fmt,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use rusqlite::{Connection, ErrorCode, InterruptHandle};

/// How many instructions of SQLite's machine pass between two looks at the deadline: tens of microseconds.
const INSTRUCTIONS_BETWEEN_LOOKS: i32 = 1000;

/// One piece of work on a session's thread.
pub(super) struct Control {
    deadline: Instant,
    cancelled: AtomicBool,
    /// Set at each look at the deadline: looking at the clock after every row would cost more than the row.
    looked: AtomicBool,
    /// Present exactly while the work has the session, so that no later work is ever interrupted.
    running: Mutex<Option<InterruptHandle>>,
}

impl Control {
    pub(super) fn new(deadline: Instant) -> Arc<Self> {
        Arc::new(Self {
            deadline,
            cancelled: AtomicBool::new(false),
            looked: AtomicBool::new(false),
            running: Mutex::new(None),
        })
    }

    /// Takes charge of a connection: from now on its statements end with this work.
    pub(super) fn attach(self: &Arc<Self>, connection: &Connection) -> rusqlite::Result<()> {
        let control = Arc::clone(self);
        connection.progress_handler(
            INSTRUCTIONS_BETWEEN_LOOKS,
            Some(move || {
                control.looked.store(true, Ordering::Relaxed);
                control.is_over()
            }),
        )?;
        *self.running() = Some(connection.get_interrupt_handle());
        Ok(())
    }

    /// Lets the connection go.
    pub(super) fn detach(&self, connection: &Connection) -> rusqlite::Result<()> {
        *self.running() = None;
        connection.progress_handler(0, None::<fn() -> bool>)
    }

    /// Ends the work, wherever it is. The thread notices within microseconds to milliseconds, except in
    /// the middle of one call of a function on a very long text, which SQLite finishes.
    pub(super) fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
        if let Some(statement) = self.running().as_ref() {
            statement.interrupt();
        }
    }

    pub(super) fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }

    /// Whether SQLite has worked for a while since this was asked last.
    pub(super) fn has_worked(&self) -> bool {
        self.looked.load(Ordering::Relaxed) && self.looked.swap(false, Ordering::Relaxed)
    }

    pub(super) fn is_over(&self) -> bool {
        self.is_cancelled() || Instant::now() >= self.deadline
    }

    /// Tries again for as long as another program holds the lock. Each try waits for a moment in SQLite's
    /// own busy handler.
    pub(super) fn while_locked<T>(
        &self,
        mut attempt: impl FnMut() -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        loop {
            match attempt() {
                Err(error) if is_lock(&error) && !self.is_over() => {}
                outcome => return outcome,
            }
        }
    }

    fn running(&self) -> std::sync::MutexGuard<'_, Option<InterruptHandle>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Control {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let left: Duration = self.deadline.saturating_duration_since(Instant::now());
        f.debug_struct("Control")
            .field("left", &left)
            .field("cancelled", &self.cancelled)
            .finish_non_exhaustive()
    }
}

/// Another program is writing. `SQLITE_PROTOCOL` is a lost race for the lock of a WAL.
pub(super) fn is_lock(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::FileLockingProtocolFailed)
    )
}
