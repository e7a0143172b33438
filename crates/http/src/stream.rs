//! The answer of a query as it comes: held back until its end or 256 KiB, so that an error has a true
//! status; from then on streamed, at the reader's pace, with one buffer of memory.
//!
//! No task and no channel: the body polls the query, and the query fills the body's buffer. A client that
//! leaves drops the body, which drops the query, which ends the statement on the server.

mod outlet;
mod run;
mod tail;

use std::{
    future::poll_fn,
    pin::Pin,
    sync::{Arc, OnceLock},
    task::{Context, Poll},
};

use axum::{body::Body, http::HeaderMap};
use bytes::Bytes;
use http_body::{Body as HttpBody, Frame};
use tokio_util::sync::{CancellationToken, DropGuard};
use tracing::warn;
use weir_api::sink::FormattedRows;
use weir_gateway::{Error, PreparedQuery, QueryAnswer};
use weir_model::{Cell, QueryEnd, ResultColumn, RowFlow, RowSink};

use self::{outlet::Outlet, run::Run};

pub(crate) use tail::Tail;

/// An answer up to this size is sent whole, with its true status.
const HELD_BACK: usize = 256 * 1024;
/// After that, pieces of this size are handed to the reader.
const PIECE: usize = 64 * 1024;

/// Runs a query and gives its answer as a body, and the headers that tell how it ended: those that are known
/// already, or those that announce trailers, if the client takes them.
pub(crate) async fn answer(
    query: PreparedQuery,
    rows: FormattedRows,
    tail: Tail,
) -> Result<(HeaderMap, Body), Error> {
    let outlet = Outlet::default();
    let end = Arc::new(OnceLock::new());
    let watch = query.watch();
    let mut sink = StreamSink { rows, outlet: outlet.clone(), piece: HELD_BACK };
    let reached = Arc::clone(&end);
    let run = Run::new(async move {
        let answer = query.run(&mut sink).await?;
        reached.get_or_init(|| answer.end);
        sink.finish(&answer).await;
        Ok(())
    });
    let done = poll_fn(|context| match run.poll(context) {
        Poll::Ready(ended) => Poll::Ready(Some(ended)),
        Poll::Pending if outlet.is_full() => Poll::Ready(None),
        Poll::Pending => Poll::Pending,
    });
    if let Some(ended) = done.await {
        ended?;
        let headers = end.get().map(tail::told).unwrap_or_default();
        return Ok((headers, Body::from(outlet.take().unwrap_or_default())));
    }
    let left = CancellationToken::new();
    watch.spawn(left.clone().cancelled_owned(), run.clone().take_over());
    let trailers = (tail == Tail::Trailers).then_some(end);
    let body = Streamed { run, outlet, trailers, ended: false, _left: left.drop_guard() };
    Ok((tail::announced(tail), Body::new(body)))
}

/// The row sink of a streamed answer.
struct StreamSink {
    rows: FormattedRows,
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
    run: Run,
    outlet: Outlet,
    /// Where the query leaves how it ended, until that has been told; none when the client takes no trailers.
    trailers: Option<Arc<OnceLock<QueryEnd>>>,
    ended: bool,
    /// Tells whoever watches that there is nothing left to watch.
    _left: DropGuard,
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
            if self.ended {
                let end = self.trailers.take().and_then(|end| end.get().copied());
                return Poll::Ready(end.map(|end| Ok(Frame::trailers(tail::told(&end)))));
            }
            match self.run.poll(context) {
                Poll::Ready(Ok(())) => self.ended = true,
                Poll::Ready(Err(error)) => {
                    // Too late for a status: the body is cut short, which every client notices.
                    warn!("cut an answer short: {error}");
                    self.ended = true;
                    self.trailers = None;
                    return Poll::Ready(Some(Err(error)));
                }
                Poll::Pending if self.outlet.is_full() => {}
                Poll::Pending => return Poll::Pending,
            }
        }
    }
}

impl Drop for Streamed {
    fn drop(&mut self) {
        self.run.leave();
        self.outlet.close();
    }
}
