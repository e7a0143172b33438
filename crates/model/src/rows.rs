//! How rows travel: an engine hands them to a sink, cell by cell; nobody collects them.

use std::{
    future::poll_fn,
    task::{Context, Poll},
};

use crate::Cell;

/// A column of a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultColumn {
    /// The name as the server gives it; two columns may share one.
    pub name: String,
    /// The type in the server's words, such as `numeric` or `bigint unsigned`; empty where unknown.
    pub type_name: String,
}

/// What receives the rows of a query.
///
/// The order is `columns` once, then for each row its `cell`s and one `end_row`. Before each row the
/// engine awaits [`ready`], so that a slow reader slows the database and not our memory.
pub trait RowSink: Send {
    /// The columns, told once, before the first row and also when there is none.
    fn columns(&mut self, columns: &[ResultColumn]);
    /// The next value of the present row.
    fn cell(&mut self, cell: Cell<'_>);
    /// Ends the row. `Full` takes this row back: it is not part of the answer, and no more may follow.
    fn end_row(&mut self) -> RowFlow;
    /// Ready when there is room for another row.
    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<()>;
}

/// Whether a sink wants more rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowFlow {
    /// Go on.
    Continue,
    /// The answer has reached its size in bytes.
    Full,
}

/// Which limit of ours cut an answer off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TruncatedBy {
    /// The row limit.
    Rows,
    /// The byte limit.
    Bytes,
}

/// How a query ended, when it ended well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueryEnd {
    /// Rows given to the sink and kept by it.
    pub rows: u64,
    /// Set exactly when the database had more and a limit of ours held it back.
    pub truncated: Option<TruncatedBy>,
}

/// Waits until the sink has room for another row.
pub async fn ready(sink: &mut dyn RowSink) {
    poll_fn(|context| sink.poll_ready(context)).await;
}
