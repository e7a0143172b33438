//! A file of its own for each test, and a sink that keeps what it is told.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use rusqlite::Connection;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;
use weir_engine::{Engine, EngineSettings, Engines, Error, QueryRun, SqlitePlaces, Target};
use weir_guard::{Dialect, FunctionSet, GuardContext, ReadOnlyQuery, RowLimits};
use weir_model::{Cell, QueryEnd, ResultColumn, RowFlow, RowSink};

/// Counts for as long as it is let.
pub(crate) const ENDLESS: &str =
    "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c";

/// A database file in a folder that is open to SQLite.
pub(crate) struct File {
    folder: TempDir,
}

impl File {
    /// A file that a script made.
    pub(crate) fn new(script: &str) -> Self {
        let file = Self { folder: TempDir::new().unwrap() };
        file.writer().execute_batch(script).unwrap();
        file
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("shop.db")
    }

    pub(crate) fn url(&self) -> String {
        format!("sqlite://{}", self.path().display())
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        fs::read(self.path()).unwrap()
    }

    /// Another program's connection, which may write.
    pub(crate) fn writer(&self) -> Connection {
        Connection::open(self.path()).unwrap()
    }

    /// Opens it with four sessions.
    pub(crate) async fn open(&self) -> Arc<dyn Engine> {
        self.open_with(4, Duration::from_secs(5)).await.unwrap()
    }

    pub(crate) async fn open_with(
        &self,
        sessions: usize,
        connect: Duration,
    ) -> Result<Arc<dyn Engine>, Error> {
        connect_to(&self.url(), &[self.folder()], sessions, connect).await
    }
}

/// Opens a URL where some folders are allowed.
pub(crate) async fn connect_to(
    url: &str,
    allowed: &[&Path],
    sessions: usize,
    connect_timeout: Duration,
) -> Result<Arc<dyn Engine>, Error> {
    let engines = Engines::new(EngineSettings {
        sessions,
        idle: Duration::from_mins(1),
        connect_timeout,
        sqlite: SqlitePlaces {
            allowed: allowed.iter().map(|folder| (*folder).to_owned()).collect(),
            forbidden: Vec::new(),
        },
    });
    engines.connect(&Target::parse(url, false).unwrap()).await
}

/// What the guard checks against where an answer may have so many rows.
pub(crate) fn context(max_rows: u64) -> GuardContext {
    GuardContext {
        dialect: Dialect::Sqlite,
        functions: Arc::new(FunctionSet::Sqlite),
        limits: RowLimits { default: max_rows, max: max_rows },
    }
}

/// The guard's yes to a statement, with at most so many rows.
pub(crate) fn checked(sql: &str, max_rows: u64) -> ReadOnlyQuery {
    ReadOnlyQuery::parse(sql, &context(max_rows)).unwrap_or_else(|refusal| panic!("{sql}: {refusal}"))
}

pub(crate) fn minute() -> QueryRun {
    within(Duration::from_mins(1))
}

pub(crate) fn within(time_limit: Duration) -> QueryRun {
    QueryRun {
        query_id: "test".to_owned(),
        caller: "test".to_owned(),
        time_limit,
        cancel: CancellationToken::new(),
    }
}

/// Runs a statement with ten seconds and a thousand rows.
pub(crate) async fn query(engine: &dyn Engine, sql: &str) -> Result<Rows, Error> {
    let mut rows = Rows::default();
    let end = engine.query(&checked(sql, 1000), &within(Duration::from_secs(10)), &mut rows).await?;
    rows.end = Some(end);
    Ok(rows)
}

/// The only cell of an answer, as `Debug` shows it.
pub(crate) async fn value(engine: &dyn Engine, sql: &str) -> String {
    let rows = query(engine, sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    rows.told.concat().join(" ")
}

/// Keeps every row as text.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    pub(crate) columns: Vec<ResultColumn>,
    pub(crate) told: Vec<Vec<String>>,
    pub(crate) end: Option<QueryEnd>,
    /// After so many rows it is full.
    pub(crate) room: Option<usize>,
    pub(crate) row: Vec<String>,
}

impl RowSink for Rows {
    fn columns(&mut self, columns: &[ResultColumn]) {
        assert!(self.columns.is_empty(), "columns are told once");
        self.columns = columns.to_vec();
    }

    fn cell(&mut self, cell: Cell<'_>) {
        self.row.push(format!("{cell:?}"));
    }

    fn end_row(&mut self) -> RowFlow {
        assert_eq!(self.row.len(), self.columns.len());
        let row = std::mem::take(&mut self.row);
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
#[derive(Debug)]
pub(crate) struct Stalled {
    pub(crate) taken: usize,
    pub(crate) patience: usize,
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
