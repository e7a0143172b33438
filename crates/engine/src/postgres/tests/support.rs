//! Opening engines and running text that no guard has seen.

use std::{
    mem,
    task::{Context, Poll},
    time::Duration,
};

use tokio_util::{sync::CancellationToken, task::TaskTracker};
use weir_model::{Cell, ResultColumn, RowFlow, RowSink};

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

/// An engine with one session, so that each query meets what the one before it left.
pub(super) async fn single(url: &str) -> PostgresEngine {
    PostgresEngine::open(address(url), opening(1)).await.unwrap()
}

pub(super) fn within(time_limit: Duration) -> QueryRun {
    QueryRun {
        query_id: "the-id".to_owned(),
        caller: "somebody".to_owned(),
        time_limit,
        cancel: CancellationToken::new(),
    }
}

/// Runs a statement with much time and room.
pub(super) async fn query(engine: &PostgresEngine, sql: &str) -> Result<Rows, Error> {
    let mut rows = Rows::default();
    engine.run(sql, 1000, &within(LONG), &mut rows).await?;
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
    told: Vec<Vec<String>>,
    row: Vec<String>,
}

impl RowSink for Rows {
    fn columns(&mut self, _columns: &[ResultColumn]) {}

    fn cell(&mut self, cell: Cell<'_>) {
        self.row.push(format!("{cell:?}"));
    }

    fn end_row(&mut self) -> RowFlow {
        self.told.push(mem::take(&mut self.row));
        RowFlow::Continue
    }

    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<()> {
        Poll::Ready(())
    }
}
