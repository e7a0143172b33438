//! The shared cases: every deny refused, every allow let through with its label.

use std::fs;

use serde::Deserialize;
use weir_guard::ReadOnlyQuery;

use crate::{file, label, parse};

#[derive(Deserialize)]
struct Case {
    id: String,
    dialect: String,
    sql: String,
    expect: String,
    limit: String,
}

fn cases() -> Vec<Case> {
    let lines = fs::read_to_string(file("data/cases.jsonl")).unwrap();
    let cases = lines.lines().map(|line| serde_json::from_str::<Case>(line).unwrap());
    let cases: Vec<Case> = cases.filter(|case| case.dialect == "postgresql").collect();
    assert_eq!(cases.len(), 445);
    cases
}

#[test]
fn refuses_every_deny_and_says_why_in_one_sentence() {
    let let_through: Vec<String> = cases()
        .iter()
        .filter(|case| case.expect == "deny")
        .filter_map(|case| match parse(&case.sql) {
            Ok(_) => Some(format!("{}: {}", case.id, case.sql)),
            Err(refusal) => {
                assert!(!refusal.message.is_empty() && refusal.message.chars().count() <= 300, "{}", case.id);
                assert!(!refusal.message.ends_with('.') && !refusal.message.contains('\n'), "{}", case.id);
                let end = case.sql.chars().count() + 1;
                assert!(refusal.position.is_none_or(|position| (1..=end).contains(&position)), "{}", case.id);
                None
            }
        })
        .collect();
    assert!(let_through.is_empty(), "{let_through:#?}");
}

#[test]
fn lets_every_allow_through_with_its_limit() {
    let wrong: Vec<String> = cases()
        .iter()
        .filter(|case| case.expect == "allow")
        .filter_map(|case| match parse(&case.sql) {
            Ok(query) if label(query.limit()) == case.limit => {
                check_texts(&case.sql, &query);
                None
            }
            Ok(query) => Some(format!("{}: {} instead of {}", case.id, label(query.limit()), case.limit)),
            Err(refusal) => Some(format!("{}: {:?} {refusal}", case.id, refusal.rule)),
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The text asks for one row more than is shown, exactly where the guard set the limit.
fn check_texts(sql: &str, query: &ReadOnlyQuery) {
    match label(query.limit()) {
        "kept" | "n/a" => assert_eq!([query.text(), query.shown()], [sql, sql]),
        _ => {
            assert!(query.shown().contains("1000") && query.text().contains("1001"), "{}", query.text());
            assert_eq!(query.max_rows(), 1000);
        }
    }
}
