//! The guard's cases on real PostgreSQL, MySQL and MariaDB: every deny refused with nothing durably changed,
//! every allow run with its rows and its limit. SQLite's are in `sqlite/cases.rs`.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::{
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use serde_json::Value;
use tokio_util::sync::CancellationToken;
use weir_engine::{Engine, EngineSettings, Engines, Error, QueryRun, SqlitePlaces, Target};
use weir_guard::{AppliedLimit, FunctionSet, GuardContext, ReadOnlyQuery, RowLimits};
use weir_model::{Cell, QueryEnd, ResultColumn, RowFlow, RowSink, TruncatedBy};
use weir_testkit::{Server, TestDatabase};

const CASES: &str = include_str!("../../guard/tests/data/cases.jsonl");

/// All that a statement could durably change, as the server itself tells it.
const POSTGRES_STATE: [&str; 7] = [
    "SELECT count(*), sum(hashtext(t::text)::bigint) FROM users t",
    "SELECT count(*), sum(hashtext(t::text)::bigint) FROM orders t",
    "SELECT (SELECT count(*) FROM audit), (SELECT count(*) FROM products), last_value, is_called FROM orders_seq",
    "SELECT string_agg(relname || relkind::text, ' ' ORDER BY relname, relkind) FROM pg_class WHERE oid > 16383",
    "SELECT (SELECT count(*) FROM pg_proc), (SELECT count(*) FROM pg_roles), (SELECT count(*) FROM pg_extension)",
    "SELECT count(*) FROM pg_largeobject_metadata",
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'",
];
const MYSQL_STATE: [&str; 4] = [
    "CHECKSUM TABLE users, orders, products, audit, `用户表`, `Order Items`",
    "SELECT table_name, table_type FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY 1",
    "SELECT count(*) FROM information_schema.routines",
    "SELECT count(*) FROM mysql.user",
];

/// Allowed by their label, which knows other versions: the guard lets them through, and MySQL 9.7 has no such
/// function (`MD5`) or grammar (`VALUES (1)` without ROW).
const NOT_ON_MYSQL: [&str; 2] = ["my-a040", "my-a069"];

/// Keeps nothing but the counts.
#[derive(Default)]
struct Counted {
    columns: usize,
    rows: u64,
}

impl RowSink for Counted {
    fn columns(&mut self, columns: &[ResultColumn]) {
        self.columns = columns.len();
    }

    fn cell(&mut self, _cell: Cell<'_>) {}

    fn end_row(&mut self) -> RowFlow {
        self.rows += 1;
        RowFlow::Continue
    }

    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<()> {
        Poll::Ready(())
    }
}

struct Place {
    database: TestDatabase,
    engine: Arc<dyn Engine>,
    functions: Arc<FunctionSet>,
    dialect: &'static str,
    server: &'static str,
    state: &'static [&'static str],
}

impl Place {
    async fn new(server: Server) -> Self {
        let (dialect, name, state) = match server {
            Server::Postgres => ("postgresql", "postgres", &POSTGRES_STATE[..]),
            Server::MySql => ("mysql", "mysql8", &MYSQL_STATE[..]),
            Server::MariaDb => ("mysql", "mariadb", &MYSQL_STATE[..]),
        };
        let database = TestDatabase::guard_fixture(server);
        let engines = Engines::new(EngineSettings {
            sessions: 2,
            idle: Duration::from_mins(1),
            connect_timeout: Duration::from_secs(10),
            sqlite: SqlitePlaces::default(),
        });
        let engine = engines.connect(&Target::parse(database.url(), false).unwrap()).await.unwrap();
        let reported = engine.functions().await.unwrap();
        let functions = Arc::new(FunctionSet::build(engine.dialect(), &reported, &[]));
        Self { database, engine, functions, dialect, server: name, state }
    }

    fn cases(&self, expect: &str) -> Vec<Value> {
        let cases = CASES.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let mine = |case: &Value| {
            case["dialect"] == self.dialect
                && case["expect"] == expect
                && case["server"].as_str().is_none_or(|server| server == self.server)
        };
        cases.filter(mine).collect()
    }

    fn parse(&self, case: &Value, rows: u64) -> Result<ReadOnlyQuery, weir_guard::Refusal> {
        let context = GuardContext {
            dialect: self.engine.dialect(),
            functions: Arc::clone(&self.functions),
            limits: RowLimits { default: rows, max: rows },
        };
        ReadOnlyQuery::parse(case["sql"].as_str().unwrap(), &context)
    }

    async fn run(&self, query: &ReadOnlyQuery) -> Result<(QueryEnd, Counted), Error> {
        let run = QueryRun {
            query_id: "00000000-0000-0000-0000-000000000000".to_owned(),
            caller: "cases".to_owned(),
            time_limit: Duration::from_mins(1),
            cancel: CancellationToken::new(),
        };
        let mut counted = Counted::default();
        let end = self.engine.query(query, &run, &mut counted).await?;
        Ok((end, counted))
    }

    fn state(&self) -> Vec<Vec<String>> {
        self.state.iter().map(|question| self.database.rows(question)).collect()
    }
}

async fn denies(server: Server, expected: usize) {
    let place = Place::new(server).await;
    let before = place.state();
    let cases = place.cases("deny");
    for case in &cases {
        let Ok(query) = place.parse(case, 1000) else { continue };
        let outcome = place.run(&query).await.map(|(end, _)| end);
        assert!(matches!(outcome, Err(Error::Refused(_) | Error::QueryFailed(_))), "{case}: {outcome:?}");
    }
    assert_eq!(cases.len(), expected);
    assert_eq!(place.state(), before);
}

async fn allows(server: Server, expected: usize) {
    let place = Place::new(server).await;
    let before = place.state();
    let cases = place.cases("allow");
    for case in &cases {
        let query = place.parse(case, 1000).unwrap_or_else(|refusal| panic!("{case}: {refusal}"));
        assert_eq!(limit_name(query.limit()), case["limit"], "{case}");
        if server == Server::MySql && NOT_ON_MYSQL.iter().any(|id| case["id"] == *id) {
            let outcome = place.run(&query).await.map(|(end, _)| end);
            assert!(matches!(outcome, Err(Error::QueryFailed(_))), "{case}: {outcome:?}");
            continue;
        }
        let (end, counted) = place.run(&query).await.unwrap_or_else(|error| panic!("{case}: {error:?}"));
        assert_eq!(counted.rows, end.rows, "{case}");
        assert!(counted.columns > 0, "{case}");
        // Without our limit the same statement has `all` rows; what the user's own limit took is no truncation.
        let unlimited = place.parse(case, 10_000_000).unwrap();
        let all = place.run(&unlimited).await.unwrap_or_else(|error| panic!("{case}: {error:?}")).0.rows;
        if query.limit() == AppliedLimit::NotApplicable {
            // A list of settings or a plan may change from one run to the next.
            assert!(end.rows <= 1000, "{case}");
            continue;
        }
        let cut = (all > 1000).then_some(TruncatedBy::Rows);
        assert_eq!(end, QueryEnd { rows: all.min(1000), truncated: cut }, "{case}");
    }
    assert_eq!(cases.len(), expected);
    assert_eq!(place.state(), before);
}

fn limit_name(limit: AppliedLimit) -> &'static str {
    match limit {
        AppliedLimit::Injected => "injected",
        AppliedLimit::Kept => "kept",
        AppliedLimit::Capped => "capped",
        AppliedLimit::NotApplicable => "n/a",
    }
}

#[tokio::test]
async fn postgresql_refuses_every_deny_and_nothing_changes() {
    denies(Server::Postgres, 256).await;
}

#[tokio::test]
async fn postgresql_runs_every_allow_with_its_limit() {
    allows(Server::Postgres, 189).await;
}

#[tokio::test]
async fn mysql_refuses_every_deny_and_nothing_changes() {
    denies(Server::MySql, 245).await;
}

#[tokio::test]
async fn mysql_runs_every_allow_with_its_limit() {
    allows(Server::MySql, 175).await;
}

#[tokio::test]
async fn mariadb_refuses_every_deny_and_nothing_changes() {
    denies(Server::MariaDb, 250).await;
}

#[tokio::test]
async fn mariadb_runs_every_allow_with_its_limit() {
    allows(Server::MariaDb, 166).await;
}
