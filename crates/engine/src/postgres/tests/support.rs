//! A database of its own for each test, and a sink that keeps what it is told.

use std::{
    fmt::Write,
    mem,
    task::{Context, Poll},
    time::Duration,
};

use tokio_util::task::TaskTracker;
use weir_model::{ArrayEvent, Cell, QueryEnd, ResultColumn, RowFlow, RowSink};

use crate::{
    Error, QueryRun, SqlDiagnostic,
    engines::Opening,
    pool::PoolLimits,
    postgres::{Address, PostgresEngine},
};

pub(super) const LONG: Duration = Duration::from_secs(30);

/// Counts for longer than any test lasts.
pub(super) const ENDLESS: &str = "SELECT count(*) FROM generate_series(1, 1000000000000)";

/// What goes with opening, with so many sessions.
pub(super) fn opening(size: usize) -> Opening {
    Opening {
        pool: PoolLimits { size, idle: Duration::from_mins(1) },
        connect_timeout: Duration::from_secs(10),
        tasks: TaskTracker::new(),
    }
}

pub(super) fn address(url: &str) -> Address {
    let (_, rest) = url.split_once("://").unwrap();
    Address::parse(rest, false).unwrap()
}

pub(super) async fn open(url: &str) -> PostgresEngine {
    PostgresEngine::open(address(url), opening(4)).await.unwrap()
}

pub(super) fn within(time_limit: Duration) -> QueryRun {
    QueryRun { query_id: "the-id".to_owned(), caller: "somebody".to_owned(), time_limit }
}

/// Runs a statement with much time and room.
pub(super) async fn query(engine: &PostgresEngine, sql: &str) -> Result<Rows, Error> {
    let mut rows = Rows::default();
    let end = engine.run(sql, 1000, &within(LONG), &mut rows).await?;
    rows.end = Some(end);
    Ok(rows)
}

/// The only cell of an answer.
pub(super) async fn value(engine: &PostgresEngine, sql: &str) -> String {
    let rows = query(engine, sql).await.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
    rows.told.concat().join(" ")
}

/// The server's words about a statement that it refuses.
pub(super) async fn failure(engine: &PostgresEngine, sql: &str) -> SqlDiagnostic {
    match query(engine, sql).await {
        Err(Error::QueryFailed(diagnostic)) => diagnostic,
        other => panic!("{sql}: {other:?}"),
    }
}

/// Keeps every row as text.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub(super) columns: Vec<ResultColumn>,
    pub(super) told: Vec<Vec<String>>,
    pub(super) end: Option<QueryEnd>,
    room: Option<usize>,
    row: Vec<String>,
}

impl Rows {
    /// A sink that is full after so many rows.
    pub(super) fn with_room(rows: usize) -> Self {
        Self { room: Some(rows), ..Self::default() }
    }
}

impl RowSink for Rows {
    fn columns(&mut self, columns: &[ResultColumn]) {
        assert!(self.columns.is_empty(), "columns are told once");
        self.columns = columns.to_vec();
    }

    fn cell(&mut self, cell: Cell<'_>) {
        self.row.push(shown(cell));
    }

    fn end_row(&mut self) -> RowFlow {
        assert_eq!(self.row.len(), self.columns.len());
        let row = mem::take(&mut self.row);
        if self.room == Some(self.told.len()) {
            return RowFlow::Full;
        }
        self.told.push(row);
        RowFlow::Continue
    }

    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<()> {
        Poll::Ready(())
    }
}

/// Takes so many rows and then never another.
#[derive(Debug, Default)]
pub(super) struct Stalled {
    pub(super) taken: usize,
    pub(super) patience: usize,
}

impl RowSink for Stalled {
    fn columns(&mut self, _columns: &[ResultColumn]) {}

    fn cell(&mut self, _cell: Cell<'_>) {}

    fn end_row(&mut self) -> RowFlow {
        self.taken += 1;
        RowFlow::Continue
    }

    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<()> {
        if self.taken < self.patience { Poll::Ready(()) } else { Poll::Pending }
    }
}

fn shown(cell: Cell<'_>) -> String {
    let Cell::Array(array) = cell else { return format!("{cell:?}") };
    let mut text = String::new();
    array.visit(&mut |event| match event {
        ArrayEvent::Open => text.push('['),
        ArrayEvent::Close => text.push(']'),
        ArrayEvent::Item(item) => write!(text, "{} ", shown(item)).unwrap(),
    });
    text
}
