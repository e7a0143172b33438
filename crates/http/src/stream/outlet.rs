//! The piece between the query that fills it and the body that empties it: one at a time.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

use bytes::Bytes;

#[derive(Clone, Debug, Default)]
pub(super) struct Outlet(Arc<Mutex<Place>>);

#[derive(Debug, Default)]
struct Place {
    piece: Option<Bytes>,
    /// The query, when it waits for the place to be empty.
    waiting: Option<Waker>,
    /// Nobody will take anything any more.
    closed: bool,
}

impl Outlet {
    pub(super) fn is_full(&self) -> bool {
        self.lock().piece.is_some()
    }

    pub(super) fn take(&self) -> Option<Bytes> {
        let mut place = self.lock();
        let piece = place.piece.take();
        wake(place);
        piece
    }

    /// Puts what `fill` gives into the empty place; pending while the piece before is still there. Once the
    /// outlet is closed there is always room.
    pub(super) fn poll_put(&self, context: &mut Context<'_>, fill: impl FnOnce() -> Bytes) -> Poll<()> {
        let mut place = self.lock();
        if place.piece.is_some() && !place.closed {
            place.waiting = Some(context.waker().clone());
            return Poll::Pending;
        }
        place.piece = Some(fill());
        Poll::Ready(())
    }

    /// Whatever is put from now on is lost.
    pub(super) fn close(&self) {
        let mut place = self.lock();
        place.closed = true;
        wake(place);
    }

    fn lock(&self) -> MutexGuard<'_, Place> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn wake(mut place: MutexGuard<'_, Place>) {
    let waiting = place.waiting.take();
    drop(place);
    if let Some(waiting) = waiting {
        waiting.wake();
    }
}
