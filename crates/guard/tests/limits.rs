//! The limit's numbers for MySQL, MariaDB and SQLite, and what holds for any text that the guard lets through.

use std::sync::Arc;

use proptest::prelude::*;
use weir_guard::{AppliedLimit, Dialect, FunctionSet, GuardContext, ReadOnlyQuery, Refusal, RowLimits};
use weir_guard::{
    AppliedLimit::{Capped, Injected, Kept, NotApplicable},
    Dialect::{MariaDb, MySql, Sqlite},
};

fn guard(sql: &str, dialect: Dialect, default: u64, max: u64) -> Result<ReadOnlyQuery, Refusal> {
    let functions = Arc::new(FunctionSet::build(dialect, &[], &[]));
    ReadOnlyQuery::parse(sql, &GuardContext { dialect, functions, limits: RowLimits { default, max } })
}

/// With a default of 100 and a maximum of 500: what people see and what the server gets.
fn check(dialect: Dialect, sql: &str, applied: AppliedLimit, shown: &str, text: &str) {
    let query = guard(sql, dialect, 100, 500).unwrap_or_else(|refusal| panic!("{sql}: {refusal}"));
    let max_rows = if applied == Injected { 100 } else { 500 };
    assert_eq!((query.limit(), query.max_rows()), (applied, max_rows), "{sql}");
    assert_eq!((query.shown(), query.text()), (shown, text), "{sql}");
}

#[test]
fn adds_the_default_and_asks_for_one_row_more() {
    for dialect in [MySql, MariaDb, Sqlite] {
        check(dialect, "SELECT 1", Injected, "SELECT 1 LIMIT 100", "SELECT 1 LIMIT 101");
        check(dialect, "SELECT 1 ;", Injected, "SELECT 1 LIMIT 100 ;", "SELECT 1 LIMIT 101 ;");
        check(dialect, "SELECT 1 -- a", Injected, "SELECT 1 -- a\nLIMIT 100", "SELECT 1 -- a\nLIMIT 101");
        check(
            dialect,
            "SELECT 1\n-- a\n;",
            Injected,
            "SELECT 1\n-- a\nLIMIT 100\n;",
            "SELECT 1\n-- a\nLIMIT 101\n;",
        );
    }
    check(MySql, "(SELECT 1)", Injected, "(SELECT 1 LIMIT 100)", "(SELECT 1 LIMIT 101)");
    check(MySql, "TABLE t", Injected, "TABLE t LIMIT 100", "TABLE t LIMIT 101");
}

#[test]
fn keeps_a_limit_up_to_the_maximum() {
    for dialect in [MySql, MariaDb, Sqlite] {
        for sql in [
            "SELECT 1 LIMIT 0",
            "SELECT 1 LIMIT 500",
            "SELECT 1 LIMIT 900, 500",
            "SELECT 1 LIMIT 5 OFFSET 900",
        ] {
            check(dialect, sql, Kept, sql, sql);
        }
    }
    check(
        MariaDb,
        "SELECT 1 FETCH FIRST ROW ONLY",
        Kept,
        "SELECT 1 FETCH FIRST ROW ONLY",
        "SELECT 1 FETCH FIRST ROW ONLY",
    );
}

#[test]
fn puts_the_maximum_in_the_place_of_a_higher_limit() {
    for dialect in [MySql, MariaDb, Sqlite] {
        check(dialect, "SELECT 1 LIMIT 501", Capped, "SELECT 1 LIMIT 500", "SELECT 1 LIMIT 501");
        check(
            dialect,
            "SELECT 1 LIMIT 7, 900 -- a",
            Capped,
            "SELECT 1 LIMIT 7, 500 -- a",
            "SELECT 1 LIMIT 7, 501 -- a",
        );
        check(
            dialect,
            "SELECT 1 LIMIT 900 OFFSET 7",
            Capped,
            "SELECT 1 LIMIT 500 OFFSET 7",
            "SELECT 1 LIMIT 501 OFFSET 7",
        );
    }
    check(MySql, "((SELECT 1 LIMIT 900))", Capped, "((SELECT 1 LIMIT 500))", "((SELECT 1 LIMIT 501))");
}

#[test]
fn knows_the_limits_of_mariadb() {
    check(
        MariaDb,
        "SELECT 1 OFFSET 7 ROWS FETCH NEXT 900 ROWS WITH TIES",
        Capped,
        "SELECT 1 OFFSET 7 ROWS FETCH NEXT 500 ROWS WITH TIES",
        "SELECT 1 OFFSET 7 ROWS FETCH NEXT 501 ROWS WITH TIES",
    );
    check(
        MariaDb,
        "SELECT 1 OFFSET 7 ROWS",
        Injected,
        "SELECT 1 OFFSET 7 ROWS FETCH NEXT 100 ROWS ONLY",
        "SELECT 1 OFFSET 7 ROWS FETCH NEXT 101 ROWS ONLY",
    );
    check(
        MariaDb,
        "SELECT 1 LIMIT ROWS EXAMINED 9",
        Injected,
        "SELECT 1 LIMIT 100 ROWS EXAMINED 9",
        "SELECT 1 LIMIT 101 ROWS EXAMINED 9",
    );
}

#[test]
fn knows_the_limits_of_sqlite() {
    check(
        Sqlite,
        "WITH a AS (SELECT 1) VALUES (1), (2)",
        Injected,
        "WITH a AS (SELECT 1) SELECT * FROM (VALUES (1), (2)) LIMIT 100",
        "WITH a AS (SELECT 1) SELECT * FROM (VALUES (1), (2)) LIMIT 101",
    );
    check(
        Sqlite,
        "SELECT 1 AS a UNION VALUES (2) -- b",
        Injected,
        "SELECT 1 AS a UNION SELECT * FROM (VALUES (2) -- b\n) LIMIT 100",
        "SELECT 1 AS a UNION SELECT * FROM (VALUES (2) -- b\n) LIMIT 101",
    );
    check(Sqlite, "SELECT 1 LIMIT 7, -1", Capped, "SELECT 1 LIMIT 7, 500", "SELECT 1 LIMIT 7, 501");
    check(
        Sqlite,
        "SELECT 1 LIMIT 2*9 OFFSET 7",
        Capped,
        "SELECT 1 LIMIT min(500, (2*9) & 9223372036854775807) OFFSET 7",
        "SELECT 1 LIMIT min(501, (2*9) & 9223372036854775807) OFFSET 7",
    );
}

#[test]
fn leaves_statements_without_a_limit_as_they_are() {
    for (dialect, sql) in [
        (MySql, "SHOW TABLES"),
        (MySql, "DESC t"),
        (MariaDb, "ANALYZE SELECT 1"),
        (MySql, "EXPLAIN SELECT 1"),
        (Sqlite, "PRAGMA table_list"),
        (Sqlite, "EXPLAIN SELECT 1 LIMIT 9999"),
    ] {
        check(dialect, sql, NotApplicable, sql, sql);
    }
}

#[test]
fn refuses_where_the_limit_would_be_something_else() {
    for dialect in [MySql, MariaDb, Sqlite] {
        assert!(guard("SELECT a.", dialect, 100, 500).is_err(), "the limit would be a column");
    }
}

#[test]
fn the_highest_maximum_overflows_nothing() {
    let query = guard("SELECT 1 LIMIT 18446744073709551615", MySql, u64::MAX, u64::MAX).unwrap();
    assert_eq!(query.text(), "SELECT 1 LIMIT 18446744073709551615");
    let query = guard("SELECT 1", Sqlite, u64::MAX, u64::MAX).unwrap();
    assert_eq!(query.text(), "SELECT 1 LIMIT 9223372036854775807");
}

/// Pieces of statements, sound and hostile.
const PIECES: &[&str] = &[
    "SELECT",
    "SELECT 1",
    "a",
    "FROM t",
    "WHERE a = 1",
    "UNION",
    "UNION ALL",
    "VALUES (1)",
    "VALUES ROW(1)",
    "TABLE t",
    "WITH a AS (SELECT 1)",
    "LIMIT",
    "LIMIT 5",
    "LIMIT 5000",
    "LIMIT 1, 5000",
    "LIMIT -1",
    "LIMIT 2*3",
    "OFFSET 3",
    "OFFSET 3 ROWS",
    "FETCH FIRST 9 ROWS ONLY",
    "ROWS EXAMINED 5",
    "ORDER BY 1",
    "(",
    ")",
    ",",
    ";",
    ".",
    "1",
    "1.",
    "1e",
    ".5",
    "'",
    "\"",
    "`",
    "[",
    "]",
    "'a'",
    "`b`",
    "\\",
    "--",
    "-- ",
    "#",
    "/*",
    "*/",
    "/* a */",
    "/*!",
    "\n",
    "\r",
    "INTO",
    "@a",
    "FOR UPDATE",
    "DELETE FROM t",
    "count(*)",
    "sleep(1)",
    "SHOW TABLES",
    "EXPLAIN",
    "PRAGMA table_list",
    "姓",
    "；",
    "\u{a0}",
];

fn statement() -> impl Strategy<Value = String> {
    let piece = prop_oneof![3 => prop::sample::select(PIECES).prop_map(str::to_owned), 1 => "\\PC{0,3}"];
    let blank = prop::sample::select(&["", " ", " ", " ", "\n", "/**/"][..]);
    prop::collection::vec((piece, blank), 0..10)
        .prop_map(|pieces| pieces.into_iter().map(|(piece, blank)| piece + blank).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// What was spliced is one statement whose own limit is the spliced one: the guard, asked again, keeps it.
    #[test]
    fn a_spliced_statement_passes_again_with_its_limit(sql in statement()) {
        for dialect in [MySql, MariaDb, Sqlite] {
            let Ok(query) = guard(&sql, dialect, 1_000, 1_000) else { continue };
            let again = guard(query.text(), dialect, 1_001, 1_001);
            let again = again.map_err(|refusal| TestCaseError::fail(format!("{}: {refusal}", query.text())))?;
            let is_expression = query.text().contains("9223372036854775807");
            match query.limit() {
                NotApplicable => prop_assert_eq!(again.limit(), NotApplicable),
                _ if is_expression => prop_assert_eq!(again.limit(), Capped),
                _ => prop_assert_eq!((again.limit(), again.text()), (Kept, query.text())),
            }
        }
    }

    #[test]
    fn no_text_makes_it_panic(sql in "[\\PC\\x00-\\x7f]{0,80}") {
        for dialect in [MySql, MariaDb, Sqlite] {
            if let Err(refusal) = guard(&sql, dialect, 10, 10) {
                let length = refusal.message.chars().count();
                prop_assert!((1..=300).contains(&length), "{}", refusal.message);
                prop_assert!(refusal.position.is_none_or(|at| at <= sql.chars().count() + 1));
            }
        }
    }
}
