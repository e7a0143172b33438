//! A database of its own for each test, the guard's yes to a statement, and sinks that keep what they are told.

use std::{
    fmt::Write,
    mem,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use tokio::task::spawn_blocking;
use tokio_util::sync::CancellationToken;
use weir_engine::{Engine, EngineSettings, Engines, Error, QueryRun, SqlDiagnostic, SqlitePlaces, Target};
use weir_guard::{Dialect, FunctionSet, GuardContext, ReadOnlyQuery, RowLimits};
use weir_model::{ArrayEvent, Cell, QueryEnd, ResultColumn, RowFlow, RowSink};
use weir_testkit::{Server, TestDatabase};

pub(crate) const LONG: Duration = Duration::from_secs(30);

/// Counts for longer than any test lasts.
pub(crate) const ENDLESS: &str = "SELECT count(*) FROM generate_series(1, 1000000000000)";

/// Many rows that no socket's buffers can hold.
pub(crate) const MUCH: &str = "SELECT repeat('x', 1000) FROM generate_series(1, 1000000)";

/// An open database of a test's own.
pub(crate) struct Shop {
    pub(crate) database: TestDatabase,
    pub(crate) engine: Arc<dyn Engine>,
    engines: Engines,
    functions: Arc<FunctionSet>,
}

impl Shop {
    /// A database that a script made, with so many sessions.
    pub(crate) async fn with_sessions(sessions: usize, script: &str) -> Self {
        let database = TestDatabase::create(Server::Postgres);
        database.execute(script);
        let url = database.url().to_owned();
        Self::open(database, &url, sessions).await
    }

    pub(crate) async fn new(script: &str) -> Self {
        Self::with_sessions(4, script).await
    }

    /// Another URL of the same server.
    pub(crate) async fn open(database: TestDatabase, url: &str, sessions: usize) -> Self {
        let engines = engines(sessions);
        let engine = engines.connect(&Target::parse(url, false).unwrap()).await.unwrap();
        let reported = engine.functions().await.unwrap();
        let functions = Arc::new(FunctionSet::build(Dialect::Postgres, &reported, &[]));
        Self { database, engine, engines, functions }
    }

    /// The guard's yes to a statement, with at most so many rows.
    pub(crate) fn checked(&self, sql: &str, max_rows: u64) -> ReadOnlyQuery {
        let context = GuardContext {
            dialect: Dialect::Postgres,
            functions: Arc::clone(&self.functions),
            limits: RowLimits { default: max_rows, max: max_rows },
        };
        ReadOnlyQuery::parse(sql, &context).unwrap_or_else(|refusal| panic!("{sql}: {refusal}"))
    }

    pub(crate) async fn run(
        &self,
        sql: &str,
        max_rows: u64,
        limit: Duration,
        sink: &mut dyn RowSink,
    ) -> Result<QueryEnd, Error> {
        self.engine.query(&self.checked(sql, max_rows), &within(limit), sink).await
    }

    /// Runs a statement with much time and room.
    pub(crate) async fn query(&self, sql: &str) -> Result<Rows, Error> {
        let mut rows = Rows::default();
        let end = self.run(sql, 1000, LONG, &mut rows).await?;
        rows.end = Some(end);
        Ok(rows)
    }

    /// The only cell of an answer.
    pub(crate) async fn value(&self, sql: &str) -> String {
        let rows = self.query(sql).await.unwrap_or_else(|error| panic!("{sql}: {error:?}"));
        rows.told.concat().join(" ")
    }

    /// The server's words about a statement that fails.
    pub(crate) async fn failure(&self, sql: &str) -> SqlDiagnostic {
        match self.query(sql).await {
            Err(Error::QueryFailed(diagnostic)) => diagnostic,
            other => panic!("{sql}: {other:?}"),
        }
    }

    /// What other sessions are doing in this database, by their labels.
    pub(crate) fn at_work(&self) -> Vec<String> {
        self.database.rows(
            "SELECT application_name FROM pg_stat_activity \
             WHERE datname = current_database() AND state = 'active' AND pid <> pg_backend_pid()",
        )
    }

    /// Waits until a statement shows in the server's list of sessions, and gives its label.
    pub(crate) async fn work_begins(self: &Arc<Self>) -> String {
        loop {
            let shop = Arc::clone(self);
            if let Some(label) = spawn_blocking(move || shop.at_work().pop()).await.unwrap() {
                return label;
            }
        }
    }

    /// Waits until everything that the engine does in the background is done. For the end of a test.
    pub(crate) async fn settle(&self) {
        self.engine.close().await;
        self.engines.shut_down().await;
    }
}

/// Opens another URL, without a guard.
pub(crate) async fn connect(url: &str) -> Arc<dyn Engine> {
    engines(1).connect(&Target::parse(url, false).unwrap()).await.unwrap()
}

pub(crate) fn engines(sessions: usize) -> Engines {
    Engines::new(EngineSettings {
        sessions,
        idle: Duration::from_mins(1),
        connect_timeout: Duration::from_secs(10),
        sqlite: SqlitePlaces::default(),
    })
}

pub(crate) fn within(time_limit: Duration) -> QueryRun {
    QueryRun {
        query_id: "the-id".to_owned(),
        caller: "somebody".to_owned(),
        time_limit,
        cancel: CancellationToken::new(),
    }
}

/// Keeps every row as text.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    pub(crate) columns: Vec<ResultColumn>,
    pub(crate) told: Vec<Vec<String>>,
    pub(crate) end: Option<QueryEnd>,
    room: Option<usize>,
    row: Vec<String>,
}

impl Rows {
    /// A sink that is full after so many rows.
    pub(crate) fn with_room(rows: usize) -> Self {
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
