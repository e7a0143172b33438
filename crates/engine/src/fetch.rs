//! The fetch loop's bookkeeping, the same for every engine: rows counted, limits held, the cut noticed.

use tokio::select;
use tokio_util::sync::CancellationToken;
use weir_model::{Cell, QueryEnd, ResultColumn, RowFlow, RowSink, TruncatedBy, ready};

use crate::Error;

/// Work that comes before the statement has begun: cancelled, it leaves nothing behind on the server.
pub(crate) async fn unless_cancelled<T>(
    cancel: &CancellationToken,
    work: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    select! {
        done = work => done,
        () = cancel.cancelled() => Err(Error::Cancelled { confirmed: true }),
    }
}

/// A sink with a row limit. An engine drives it: `columns`, then per row `room`, `start_row`, cells, `end_row`.
pub(crate) struct Fetch<'a> {
    sink: &'a mut dyn RowSink,
    max_rows: u64,
    rows: u64,
    truncated: Option<TruncatedBy>,
}

impl<'a> Fetch<'a> {
    pub(crate) fn new(sink: &'a mut dyn RowSink, max_rows: u64) -> Self {
        Self { sink, max_rows, rows: 0, truncated: None }
    }

    /// The most rows of the answer.
    pub(crate) fn max_rows(&self) -> u64 {
        self.max_rows
    }

    pub(crate) fn columns(&mut self, columns: &[ResultColumn]) {
        self.sink.columns(columns);
    }

    /// Waits for the reader. Call before each row (it is cheap when there is room).
    pub(crate) async fn room(&mut self) {
        ready(self.sink).await;
    }

    /// Whether the row that has arrived may be told; false when it is the one over the limit.
    pub(crate) fn start_row(&mut self) -> bool {
        if self.rows == self.max_rows {
            self.truncated = Some(TruncatedBy::Rows);
            return false;
        }
        true
    }

    pub(crate) fn cell(&mut self, cell: Cell<'_>) {
        self.sink.cell(cell);
    }

    /// Ends a row. After `Full` no further row may be told.
    pub(crate) fn end_row(&mut self) -> RowFlow {
        let flow = self.sink.end_row();
        match flow {
            RowFlow::Continue => self.rows += 1,
            RowFlow::Full => self.truncated = Some(TruncatedBy::Bytes),
        }
        flow
    }

    /// The next row is longer than any answer may be: the answer ends before it.
    pub(crate) fn row_too_large(&mut self) {
        self.truncated = Some(TruncatedBy::Bytes);
    }

    pub(crate) fn end(&self) -> QueryEnd {
        QueryEnd { rows: self.rows, truncated: self.truncated }
    }
}
