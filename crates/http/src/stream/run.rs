//! A query that runs inside the body that polls it, until somebody must take it from there: a body is not
//! polled while its reader is slow, and then neither a time limit nor a cancellation would be noticed.

use std::{
    fmt, mem,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

use weir_gateway::Error;

type Running = Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>;

/// The query, shared by the body and who may take it over.
#[derive(Clone)]
pub(super) struct Run(Arc<Mutex<State>>);

enum State {
    /// Whoever polls runs it.
    Here(Running),
    /// Somebody else runs it to its end; the body waits for that.
    Elsewhere(Option<Waker>),
    /// It ended elsewhere.
    Told(Result<(), Error>),
    /// Nobody wants to know any more.
    Over,
}

impl Run {
    pub(super) fn new(running: impl Future<Output = Result<(), Error>> + Send + 'static) -> Self {
        Self(Arc::new(Mutex::new(State::Here(Box::pin(running)))))
    }

    /// For the body. Ready once.
    pub(super) fn poll(&self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        let mut state = self.lock();
        let ended = match &mut *state {
            State::Here(running) => match running.as_mut().poll(context) {
                Poll::Ready(ended) => ended,
                Poll::Pending => return Poll::Pending,
            },
            State::Elsewhere(waiting) => {
                *waiting = Some(context.waker().clone());
                return Poll::Pending;
            }
            State::Told(_) | State::Over => match mem::replace(&mut *state, State::Over) {
                State::Told(ended) => return Poll::Ready(ended),
                _ => return Poll::Ready(Ok(())),
            },
        };
        *state = State::Over;
        Poll::Ready(ended)
    }

    /// Runs the query to its end in place of the body.
    pub(super) async fn take_over(self) {
        let taken = {
            let mut state = self.lock();
            match mem::replace(&mut *state, State::Elsewhere(None)) {
                State::Here(running) => Some(running),
                other => {
                    *state = other;
                    None
                }
            }
        };
        let Some(running) = taken else { return };
        let ended = running.await;
        let waiting = {
            let mut state = self.lock();
            match &mut *state {
                State::Elsewhere(waiting) => {
                    let waiting = waiting.take();
                    *state = State::Told(ended);
                    waiting
                }
                _ => None,
            }
        };
        if let Some(body) = waiting {
            body.wake();
        }
    }

    /// The reader is gone: a query that runs here ends, one that runs elsewhere is being ended already.
    pub(super) fn leave(&self) {
        let left = mem::replace(&mut *self.lock(), State::Over);
        // Dropped outside the lock: it ends the statement and writes history.
        drop(left);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match &*self.lock() {
            State::Here(_) => "Run(here)",
            State::Elsewhere(_) => "Run(elsewhere)",
            State::Told(_) => "Run(told)",
            State::Over => "Run(over)",
        })
    }
}
