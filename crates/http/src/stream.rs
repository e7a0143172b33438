//! The answer of a query as it comes: held back until its end or 256 KiB, so that an error has a true
//! status; from then on streamed, at the reader's pace, with one buffer of memory.
//!
//! No task and no channel: the body polls the query, and the query fills the body's buffer. A client that
//! leaves drops the body, which drops the query, which ends the statement on the server.

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::Response,
};
use bytes::Bytes;
use http_body::{Body as HttpBody, Frame};
use tracing::warn;
use weir_api::sink::JsonRows;
use weir_gateway::{Error, PreparedQuery, QueryAnswer};
use weir_model::{Cell, ResultColumn, RowFlow, RowSink};

/// An answer up to this size is sent whole, with its true status.
const HELD_BACK: usize = 256 * 1024;
/// After that, pieces of this size are handed to the reader.
const PIECE: usize = 64 * 1024;

type Running = Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>;

/// Runs a query and answers in JSON.
pub(crate) async fn answer(query: PreparedQuery, max_bytes: usize) -> Result<Response, Error> {
    let outlet = Outlet::default();
    let mut sink = StreamSink {
        rows: JsonRows::new(query.shown(), max_bytes),
        outlet: outlet.clone(),
        piece: HELD_BACK,
    };
    let mut running: Running = Box::pin(async move {
        let answer = query.run(&mut sink).await?;
        sink.finish(&answer).await;
        Ok(())
    });
    let done = poll_fn(|context| match running.as_mut().poll(context) {
        Poll::Ready(ended) => Poll::Ready(Some(ended)),
        Poll::Pending if outlet.is_full() => Poll::Ready(None),
        Poll::Pending => Poll::Pending,
    });
    let body = match done.await {
        Some(ended) => {
            ended?;
            Body::from(outlet.take().unwrap_or_default())
        }
        None => Body::new(Streamed { running: Some(running), outlet }),
    };
    let mut response = Response::new(body);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Ok(response)
}

/// The piece between the query that fills it and the body that empties it: one at a time.
#[derive(Clone, Debug, Default)]
struct Outlet(Arc<Mutex<Place>>);

#[derive(Debug, Default)]
struct Place {
    piece: Option<Bytes>,
    /// The query, when it waits for the place to be empty.
    waiting: Option<Waker>,
}

impl Outlet {
    fn lock(&self) -> MutexGuard<'_, Place> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_full(&self) -> bool {
        self.lock().piece.is_some()
    }

    fn take(&self) -> Option<Bytes> {
        let mut place = self.lock();
        let piece = place.piece.take();
        if let Some(waiting) = place.waiting.take() {
            waiting.wake();
        }
        piece
    }

    /// Puts what `fill` gives into the empty place; pending while the piece before is still there.
    fn poll_put(&self, context: &mut Context<'_>, fill: impl FnOnce() -> Bytes) -> Poll<()> {
        let mut place = self.lock();
        if place.piece.is_some() {
            place.waiting = Some(context.waker().clone());
            return Poll::Pending;
        }
        place.piece = Some(fill());
        Poll::Ready(())
    }
}

/// The row sink of a streamed answer.
struct StreamSink {
    rows: JsonRows,
    outlet: Outlet,
    /// How much is collected before it is handed over.
    piece: usize,
}

impl StreamSink {
    fn poll_hand_over(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let Self { rows, outlet, piece } = self;
        outlet.poll_put(context, || {
            *piece = PIECE;
            rows.take()
        })
    }

    /// Writes the end of the answer and hands over what is left.
    async fn finish(&mut self, answer: &QueryAnswer) {
        self.rows.finish(&answer.end, answer.elapsed_ms);
        poll_fn(|context| self.poll_hand_over(context)).await;
    }
}

impl RowSink for StreamSink {
    fn columns(&mut self, columns: &[ResultColumn]) {
        self.rows.columns(columns);
    }

    fn cell(&mut self, cell: Cell<'_>) {
        self.rows.cell(cell);
    }

    fn end_row(&mut self) -> RowFlow {
        self.rows.end_row()
    }

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if self.rows.len() < self.piece { Poll::Ready(()) } else { self.poll_hand_over(context) }
    }
}

/// The rest of an answer that outgrew what is held back.
struct Streamed {
    running: Option<Running>,
    outlet: Outlet,
}

impl HttpBody for Streamed {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        loop {
            if let Some(piece) = self.outlet.take() {
                return Poll::Ready(Some(Ok(Frame::data(piece))));
            }
            let Some(running) = &mut self.running else {
                return Poll::Ready(None);
            };
            match running.as_mut().poll(context) {
                Poll::Ready(Ok(())) => self.running = None,
                Poll::Ready(Err(error)) => {
                    // Too late for a status: the body is cut short, which every client notices.
                    warn!("cut an answer short: {error}");
                    self.running = None;
                    return Poll::Ready(Some(Err(error)));
                }
                Poll::Pending if self.outlet.is_full() => {}
                Poll::Pending => return Poll::Pending,
            }
        }
    }
}
