//! What holds for the splice on the real statements of the shared cases, whatever stands behind them: the
//! user's text comes back when the splice is taken out, and what is shown passes again.
#![expect(clippy::expect_used, reason = "the helpers of a test may fail as the test may")]

#[path = "common/cases.rs"]
#[expect(dead_code, reason = "other tests use the rest")]
mod cases;
#[path = "common/mod.rs"]
mod common;

use std::sync::LazyLock;

use proptest::{prelude::*, sample};
use weir_guard::{AppliedLimit, Dialect, ReadOnlyQuery};

use crate::common::{guard, label};

/// The statements that pass, but for PostgreSQL's, which have tests of their own.
static PASSING: LazyLock<Vec<(Dialect, String)>> = LazyLock::new(|| {
    let all = [("mysql", Dialect::MySql), ("mysql", Dialect::MariaDb), ("sqlite", Dialect::Sqlite)];
    let of = |(name, dialect)| cases::of(name).map(move |case| (dialect, case));
    let passing = all.into_iter().flat_map(of).filter(|(dialect, case)| guard(&case.sql, *dialect).is_ok());
    passing.map(|(dialect, case)| (dialect, case.sql)).filter(|(_, sql)| sql.len() < 2_000).collect()
});

/// What may stand behind a statement without changing it.
fn tail() -> impl Strategy<Value = &'static str> {
    sample::select(vec!["", ";", " ;; ", " -- x;'\n", "\n/* ; */ ;-- y\n", "/**/", " -- ; LIMIT 3", "\t\r\n"])
}

/// What was put into a text: what is left when the common beginning and end are taken away.
fn put_in<'a>(before: &str, after: &'a str) -> &'a str {
    let same = before.bytes().zip(after.bytes()).take_while(|(a, b)| a == b).count();
    let rest = (before.len() - same).min(after.len() - same);
    let alike = before.bytes().rev().zip(after.bytes().rev()).take(rest).take_while(|(a, b)| a == b).count();
    after.get(same..after.len() - alike).expect("a splice is made of ASCII")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn takes_out_again_and_passes_again((dialect, sql) in sample::select(&*PASSING), tail in tail()) {
        let text = format!("{sql}{tail}");
        // A tail may fall into a comment that the statement ends with, and is then no tail; it never changes
        // the verdict but by that.
        let checked = guard(&text, dialect);
        prop_assert_eq!(label(&checked), label(&guard(&sql, dialect)), "{:?} {}", dialect, text);
        let checked = checked.expect("it passed without its tail");
        let wraps = dialect == Dialect::Sqlite && text.to_ascii_uppercase().contains("VALUES");
        match checked.limit() {
            AppliedLimit::Injected if !wraps => {
                prop_assert_eq!(put_in(&text, checked.text()).trim(), "LIMIT 1001", "{:?} {}", dialect, text);
                prop_assert_eq!(put_in(&text, checked.shown()).trim(), "LIMIT 1000", "{:?} {}", dialect, text);
            }
            AppliedLimit::Kept | AppliedLimit::NotApplicable => prop_assert_eq!(checked.text(), &text),
            AppliedLimit::Injected | AppliedLimit::Capped => {}
        }
        let again: ReadOnlyQuery = guard(checked.shown(), dialect).expect("what is shown passes again");
        prop_assert_eq!(again.max_rows(), checked.max_rows());
    }
}
