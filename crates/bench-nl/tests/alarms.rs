//! No false alarm: every statement of the guard's cases that ran on a real server passes the resolver and the dialect
//! check, with the metadata that the engine reads from that very server.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::time::Duration;

use rusqlite::Connection;
use serde_json::Value;
use weir_engine::{EngineSettings, Engines, SqlitePlaces, Target};
use weir_model::{DatabaseMetadata, Function, ServerVersion};
use weir_resolve::{Coverage, Effect, Resolver, Rules, TableCase, dialect_problems};
use weir_testkit::{Server, TestDatabase, fixtures::GUARD_SQLITE};

const CASES: &str = include_str!("../../guard/tests/data/cases.jsonl");

/// MySQL 9.7 has no such function (`MD5`), or no such grammar (`VALUES (1)` without ROW).
const NOT_ON_MYSQL: [&str; 2] = ["my-a040", "my-a069"];

struct Known {
    metadata: DatabaseMetadata,
    functions: Vec<Function>,
    version: ServerVersion,
}

async fn read(url: &str, sqlite: SqlitePlaces) -> Known {
    let second = Duration::from_secs(10);
    let engines = Engines::new(EngineSettings { sessions: 1, idle: second, connect_timeout: second, sqlite });
    let engine = engines.connect(&Target::parse(url, false).unwrap()).await.unwrap();
    let known = Known {
        metadata: engine.metadata().await.unwrap(),
        functions: engine.functions().await.unwrap(),
        version: engine.version().clone(),
    };
    engine.close().await;
    drop(engine);
    engines.shut_down().await;
    known
}

/// The share of the statements that are read, in percent, after none of them raised an alarm.
fn passes(known: &Known, dialect: &str, server: &str, rules: Rules) -> usize {
    let rules = rules.with_functions(&known.functions).with_only_full_group_by(true);
    let resolver = Resolver::new(&known.metadata, rules.clone());
    let cases = CASES.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let mine: Vec<Value> = cases
        .filter(|case| case["dialect"] == dialect && case["expect"] == "allow")
        .filter(|case| case["server"].as_str().is_none_or(|name| name == server))
        .filter(|case| server != "mysql8" || NOT_ON_MYSQL.iter().all(|id| case["id"] != *id))
        .collect();
    assert!(mine.len() >= 50, "{server}: {} cases", mine.len());
    let (mut alarms, mut unread) = (Vec::new(), 0);
    for case in &mine {
        let sql = case["sql"].as_str().unwrap();
        let resolution = resolver.check(sql);
        unread += usize::from(resolution.coverage == Coverage::Nothing);
        let dialect = dialect_problems(sql, &rules).into_iter().filter(|it| it.effect == Effect::Refused);
        let told = resolution.problems.iter().map(|it| it.phrase().english);
        alarms.extend(
            told.chain(dialect.map(|it| it.phrase().english)).map(|alarm| format!("{alarm}: {case}")),
        );
    }
    assert!(alarms.is_empty(), "{server}: {} alarms:\n{}", alarms.len(), alarms.join("\n"));
    (mine.len() - unread) * 100 / mine.len()
}

#[tokio::test]
async fn statements_that_run_on_postgres_raise_no_alarm() {
    let database = TestDatabase::guard_fixture(Server::Postgres);
    let known = read(database.url(), SqlitePlaces::default()).await;
    let read = passes(&known, "postgresql", "postgres", Rules::new(&known.version));
    assert!(read >= 90, "only {read} % are read");
    let path = vec!["public".to_owned()];
    passes(&known, "postgresql", "postgres", Rules::new(&known.version).with_search_path(path));
}

#[tokio::test]
async fn statements_that_run_on_mysql_raise_no_alarm() {
    let database = TestDatabase::guard_fixture(Server::MySql);
    let known = read(database.url(), SqlitePlaces::default()).await;
    let rules = Rules::new(&known.version).with_table_case(TableCase::Exact);
    let read = passes(&known, "mysql", "mysql8", rules);
    assert!(read >= 70, "only {read} % are read");
}

#[tokio::test]
async fn statements_that_run_on_mariadb_raise_no_alarm() {
    let database = TestDatabase::guard_fixture(Server::MariaDb);
    let known = read(database.url(), SqlitePlaces::default()).await;
    let rules = Rules::new(&known.version).with_table_case(TableCase::Exact);
    let read = passes(&known, "mysql", "mariadb", rules);
    assert!(read >= 70, "only {read} % are read");
}

#[tokio::test]
async fn statements_that_run_on_sqlite_raise_no_alarm() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("guard.db");
    Connection::open(&path).unwrap().execute_batch(GUARD_SQLITE).unwrap();
    let places = SqlitePlaces { allowed: vec![folder.path().to_owned()], forbidden: Vec::new() };
    let known = read(&format!("sqlite://{}", path.display()), places).await;
    let read = passes(&known, "sqlite", "sqlite", Rules::new(&known.version));
    assert!(read >= 70, "only {read} % are read");
}
