//! The guard's cases on a real file: every deny refused by guard or engine with nothing changed, every allow
//! run with its rows and its limit.

use std::fs;

use rusqlite::Connection;
use serde_json::Value;
use weir_engine::Error;
use weir_guard::{AppliedLimit, ReadOnlyQuery};
use weir_model::{QueryEnd, TruncatedBy};
use weir_testkit::fixtures::GUARD_SQLITE;

use crate::support::{File, Rows, context, minute};

const CASES: &str = include_str!("../../../guard/tests/data/cases.jsonl");

fn cases() -> Vec<Value> {
    let cases = CASES.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    cases.filter(|case| case["dialect"] == "sqlite").collect()
}

fn text<'a>(case: &'a Value, field: &str) -> &'a str {
    case[field].as_str().unwrap()
}

fn limit_name(limit: AppliedLimit) -> &'static str {
    match limit {
        AppliedLimit::Injected => "injected",
        AppliedLimit::Kept => "kept",
        AppliedLimit::Capped => "capped",
        AppliedLimit::NotApplicable => "n/a",
    }
}

/// How many rows the statement has as it stands, without guard and limit.
fn count_rows(connection: &Connection, sql: &str) -> u64 {
    let mut statement = connection.prepare(sql).unwrap();
    let mut rows = statement.raw_query();
    let mut count = 0;
    while rows.next().unwrap().is_some() {
        count += 1;
    }
    count
}

#[tokio::test]
async fn every_deny_is_refused_and_changes_nothing() {
    let file = File::new(GUARD_SQLITE);
    let before = file.bytes();
    let engine = file.open().await;
    let mut count = 0;
    for case in cases().iter().filter(|case| case["expect"] == "deny") {
        count += 1;
        let Ok(query) = ReadOnlyQuery::parse(text(case, "sql"), &context(1000)) else { continue };
        let outcome = engine.query(&query, &minute(), &mut Rows::default()).await;
        assert!(matches!(outcome, Err(Error::Refused(_) | Error::QueryFailed(_))), "{case}: {outcome:?}");
    }
    assert_eq!(count, 118);
    assert_eq!(file.bytes(), before);
    assert_eq!(fs::read_dir(file.folder()).unwrap().count(), 1);
}

#[tokio::test]
async fn every_allow_runs_with_its_limit() {
    let file = File::new(GUARD_SQLITE);
    let before = file.bytes();
    let engine = file.open().await;
    let mut count = 0;
    for case in cases().iter().filter(|case| case["expect"] == "allow") {
        count += 1;
        let query = ReadOnlyQuery::parse(text(case, "sql"), &context(1000))
            .unwrap_or_else(|refusal| panic!("{case}: {refusal}"));
        assert_eq!(limit_name(query.limit()), text(case, "limit"), "{case}");
        let mut rows = Rows::default();
        let all = count_rows(&file.writer(), text(case, "sql"));
        let end = engine
            .query(&query, &minute(), &mut rows)
            .await
            .unwrap_or_else(|error| panic!("{case}: {error}"));
        let expected = QueryEnd { rows: all.min(1000), truncated: (all > 1000).then_some(TruncatedBy::Rows) };
        assert_eq!(end, expected, "{case}");
        assert_eq!(rows.told.len() as u64, end.rows, "{case}");
        assert!(!rows.columns.is_empty(), "{case}");
    }
    assert_eq!(count, 89);
    assert_eq!(file.bytes(), before);
}
