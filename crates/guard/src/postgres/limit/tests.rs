//! Tests of `limit`.

use std::sync::Arc;

use crate::{
    AppliedLimit, Dialect, FunctionSet, GuardContext, ReadOnlyQuery, Refusal, RowLimits, Rule, StatementKind,
};

fn with_limits(sql: &str, default: u64, max: u64) -> Result<ReadOnlyQuery, Refusal> {
    let functions = Arc::new(FunctionSet::build(Dialect::Postgres, &[], &[]));
    let limits = RowLimits { default, max };
    ReadOnlyQuery::parse(sql, &GuardContext { dialect: Dialect::Postgres, functions, limits })
}

/// What is shown under a default of 10 and a maximum of 100, after checking what runs.
fn check(sql: &str, applied: AppliedLimit, shown: &str) {
    let query = with_limits(sql, 10, 100).unwrap_or_else(|refusal| panic!("{sql}: {refusal}"));
    assert_eq!((query.limit(), query.shown()), (applied, shown), "{sql}");
    let one_more = match applied {
        AppliedLimit::Injected => shown.replacen("LIMIT 10", "LIMIT 11", 1),
        AppliedLimit::Capped => shown.replacen("100", "101", 1),
        AppliedLimit::Kept | AppliedLimit::NotApplicable => shown.to_owned(),
    };
    // A shorter number has blanks behind it, so that nothing moves.
    let dense = |text: &str| text.split_whitespace().collect::<String>();
    assert_eq!(dense(query.text()), dense(&one_more), "{sql}");
    let max_rows = if applied == AppliedLimit::Injected { 10 } else { 100 };
    assert_eq!(query.max_rows(), max_rows, "{sql}");
}

#[test]
fn adds_a_limit_inside_parentheses_and_before_comments() {
    for (sql, shown) in [
        ("SELECT 1", "SELECT 1 LIMIT 10"),
        ("SELECT 1;", "SELECT 1 LIMIT 10;"),
        ("SELECT 1 -- x; y", "SELECT 1 LIMIT 10 -- x; y"),
        ("SELECT 1 -- x\n; /* z */ ", "SELECT 1 LIMIT 10 -- x\n; /* z */ "),
        ("((SELECT 1))", "((SELECT 1 LIMIT 10))"),
        ("((SELECT 1) ORDER BY 1)", "((SELECT 1) ORDER BY 1 LIMIT 10)"),
        ("(SELECT 1) UNION (SELECT 2)", "(SELECT 1) UNION (SELECT 2) LIMIT 10"),
        ("SELECT 1 UNION (SELECT 2 LIMIT 5)", "SELECT 1 UNION (SELECT 2 LIMIT 5) LIMIT 10"),
        ("WITH a AS (SELECT 1 LIMIT 5) (TABLE a)", "WITH a AS (SELECT 1 LIMIT 5) (TABLE a LIMIT 10)"),
        ("WITH a AS (SELECT 1) ((SELECT 1 OFFSET 2))", "WITH a AS (SELECT 1) ((SELECT 1 OFFSET 2 LIMIT 10))"),
        ("SELECT 1 IN (1)", "SELECT 1 IN (1) LIMIT 10"),
        ("SELECT 1 OFFSET 2 ROWS", "SELECT 1 OFFSET 2 ROWS LIMIT 10"),
        ("(SELECT 1 OFFSET 2)", "(SELECT 1 OFFSET 2 LIMIT 10)"),
        ("SELECT 1 AS limit", "SELECT 1 AS limit LIMIT 10"),
        ("VALUES (1), (2)", "VALUES (1), (2) LIMIT 10"),
        ("SELECT 'x'\n'y'", "SELECT 'x'\n'y' LIMIT 10"),
        ("SELECT", "SELECT LIMIT 10"),
    ] {
        check(sql, AppliedLimit::Injected, shown);
    }
}

#[test]
fn leaves_a_limit_that_is_low_enough() {
    for sql in [
        "SELECT 1 LIMIT 100",
        "SELECT 1 LIMIT 0",
        "SELECT 1 LIMIT 1_0 OFFSET 5",
        "SELECT 1 LIMIT 0x10",
        "SELECT 1 OFFSET 5 FETCH NEXT ROW ONLY",
        "SELECT 1 ORDER BY 1 FETCH FIRST 5 ROWS WITH TIES",
        "(SELECT 1 LIMIT 5) ORDER BY 1;",
        "SELECT 1 LIMIT (5)",
        // The server's own error.
        "SELECT 1 LIMIT -1",
    ] {
        check(sql, AppliedLimit::Kept, sql);
    }
}

#[test]
fn lowers_a_limit_that_is_too_high() {
    for (sql, shown) in [
        ("SELECT 1 LIMIT 101", "SELECT 1 LIMIT 100"),
        ("SELECT 1 LIMIT 5000 OFFSET 2 -- c", "SELECT 1 LIMIT 100 OFFSET 2 -- c"),
        ("SELECT 1 LIMIT 9223372036854775807", "SELECT 1 LIMIT 100"),
        ("SELECT 1 LIMIT 9_223_372_036_854_775_807", "SELECT 1 LIMIT 100"),
        ("SELECT 1 LIMIT ALL OFFSET (SELECT 1 LIMIT 1)", "SELECT 1 LIMIT 100 OFFSET (SELECT 1 LIMIT 1)"),
        ("SELECT 1 LIMIT (NULL)", "SELECT 1 LIMIT (100)"),
        ("SELECT 1 FETCH FIRST 500 ROWS ONLY", "SELECT 1 FETCH FIRST 100 ROWS ONLY"),
        (
            "SELECT 1 ORDER BY 1 FETCH NEXT 500 ROWS WITH TIES",
            "SELECT 1 ORDER BY 1 FETCH NEXT 100 ROWS WITH TIES",
        ),
        (
            "(SELECT (SELECT 1 LIMIT 900) LIMIT 500) ORDER BY 1",
            "(SELECT (SELECT 1 LIMIT 900) LIMIT 100) ORDER BY 1",
        ),
    ] {
        check(sql, AppliedLimit::Capped, shown);
    }
}

#[test]
fn puts_a_computed_limit_under_the_smaller_of_the_two() {
    for (sql, shown) in [
        ("SELECT 1 LIMIT 2*5", "SELECT 1 LIMIT least((2*5)::int8, 100)"),
        ("SELECT 1 LIMIT '7' OFFSET 1+1", "SELECT 1 LIMIT least(('7')::int8, 100) OFFSET 1+1"),
        ("SELECT 1 LIMIT NULL::int", "SELECT 1 LIMIT least((NULL::int)::int8, 100)"),
        ("SELECT 1 LIMIT 1e9", "SELECT 1 LIMIT least((1e9)::int8, 100)"),
        (
            "SELECT 1 LIMIT (SELECT 3 LIMIT 1) OFFSET (SELECT 4 LIMIT 1)",
            "SELECT 1 LIMIT least(((SELECT 3 LIMIT 1))::int8, 100) OFFSET (SELECT 4 LIMIT 1)",
        ),
        (
            "(SELECT 1 LIMIT CASE WHEN true THEN 5 END) ORDER BY (SELECT 1 LIMIT 1+1)",
            "(SELECT 1 LIMIT least((CASE WHEN true THEN 5 END)::int8, 100)) ORDER BY (SELECT 1 LIMIT 1+1)",
        ),
        ("SELECT 1 FETCH FIRST (1+1) ROWS ONLY", "SELECT 1 FETCH FIRST least(((1+1))::int8, 100) ROWS ONLY"),
        ("SELECT 1 LIMIT +5 --x", "SELECT 1 LIMIT least((+5)::int8, 100) --x"),
    ] {
        check(sql, AppliedLimit::Capped, shown);
    }
}

#[test]
fn show_and_explain_take_no_limit() {
    for (sql, kind) in
        [("SHOW ALL;", StatementKind::Show), ("EXPLAIN ANALYZE SELECT 1", StatementKind::Explain)]
    {
        let query = with_limits(sql, 10, 100).unwrap();
        assert_eq!((query.kind(), query.limit(), query.max_rows()), (kind, AppliedLimit::NotApplicable, 100));
        assert_eq!([query.text(), query.shown()], [sql, sql]);
    }
}

#[test]
fn the_highest_limits_stay_within_a_bigint() {
    let query = with_limits("SELECT 1", u64::MAX, u64::MAX).unwrap();
    assert_eq!(query.text(), "SELECT 1 LIMIT 9223372036854775807");
    assert_eq!(query.max_rows(), 9_223_372_036_854_775_806);
    assert_eq!(with_limits("SELECT 1", 50, 20).unwrap().max_rows(), 20);
}

#[test]
fn refuses_when_too_many_limits_could_be_the_outermost() {
    let many = "(SELECT 1 LIMIT 1) + ".repeat(20);
    let refusal = with_limits(&format!("SELECT 1 LIMIT 1+1 OFFSET {many} 0"), 10, 100).unwrap_err();
    assert_eq!(refusal.rule, Rule::LimitNotUnderstood);
}
