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
pub(super) struct Run(Arc<Mutex<Place>>);

struct Place {
    state: State,
    /// The body, when it waits.
    body: Option<Waker>,
}

enum State {
    /// Whoever polls runs it.
    Here(Running),
    /// Somebody else runs it to its end; the body waits for that.
    Elsewhere,
    /// It ended elsewhere.
    Told(Result<(), Error>),
    /// Nobody wants to know any more.
    Over,
}

impl Run {
    pub(super) fn new(running: impl Future<Output = Result<(), Error>> + Send + 'static) -> Self {
        Self(Arc::new(Mutex::new(Place { state: State::Here(Box::pin(running)), body: None })))
    }

    /// For the body. Ready once.
    pub(super) fn poll(&self, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        let mut place = self.lock();
        let ended = match &mut place.state {
            State::Here(running) => running.as_mut().poll(context),
            State::Elsewhere => Poll::Pending,
            State::Told(_) | State::Over => match mem::replace(&mut place.state, State::Over) {
                State::Told(ended) => Poll::Ready(ended),
                _ => Poll::Ready(Ok(())),
            },
        };
        if ended.is_ready() {
            place.state = State::Over;
        } else if place.body.as_ref().is_none_or(|body| !body.will_wake(context.waker())) {
            // Kept also while it runs here: whoever takes it over wakes the body at its end.
            place.body = Some(context.waker().clone());
        }
        ended
    }

    /// Runs the query to its end in place of the body.
    pub(super) async fn take_over(self) {
        let Some(running) = self.take() else { return };
        let ended = running.await;
        let body = {
            let mut place = self.lock();
            if matches!(place.state, State::Elsewhere) {
                place.state = State::Told(ended);
            }
            place.body.take()
        };
        if let Some(body) = body {
            body.wake();
        }
    }

    fn take(&self) -> Option<Running> {
        let mut place = self.lock();
        match mem::replace(&mut place.state, State::Elsewhere) {
            State::Here(running) => Some(running),
            other => {
                place.state = other;
                None
            }
        }
    }

    /// The reader is gone: a query that runs here ends, one that runs elsewhere is being ended already.
    pub(super) fn leave(&self) {
        let left = mem::replace(&mut self.lock().state, State::Over);
        // Dropped outside the lock: it ends the statement and writes history.
        drop(left);
    }

    fn lock(&self) -> MutexGuard<'_, Place> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.lock().state {
            State::Here(_) => "Run(here)",
            State::Elsewhere => "Run(elsewhere)",
            State::Told(_) => "Run(told)",
            State::Over => "Run(over)",
        })
    }
}

#[cfg(test)]
mod tests {
    use std::{future::poll_fn, time::Duration};

    use tokio::{sync::oneshot, time::timeout};

    use super::*;

    #[tokio::test]
    async fn a_body_that_waits_is_woken_when_the_query_ends_elsewhere() {
        let (end, ended) = oneshot::channel();
        let run =
            Run::new(async move { ended.await.map_err(|_closed| Error::Cancelled { confirmed: true }) });
        let body = poll_fn(|context| run.poll(context));
        // The body waits first; then the query is taken from it and ends.
        let elsewhere = async {
            tokio::task::yield_now().await;
            tokio::join!(run.clone().take_over(), async { end.send(()).unwrap() });
        };
        let (told, ()) =
            timeout(Duration::from_secs(5), async { tokio::join!(body, elsewhere) }).await.unwrap();
        assert!(told.is_ok());
    }

    #[tokio::test]
    async fn a_body_that_leaves_drops_a_query_that_runs_here_only() {
        let (held, dropped) = oneshot::channel::<()>();
        let run = Run::new(async move {
            let _held = held;
            std::future::pending().await
        });
        run.leave();
        assert!(dropped.await.is_err());
    }
}
