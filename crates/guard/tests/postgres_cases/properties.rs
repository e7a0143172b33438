//! What holds for any text: no panic, one statement, and the user's text comes back when the splice is removed.

use std::sync::LazyLock;

use proptest::{collection::vec, prelude::*, sample};
use weir_guard::{AppliedLimit, ReadOnlyQuery};

use crate::{corpus::files, parse};

/// All statements of the corpus that aren't made of thousands of terms.
static STATEMENTS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let all = [files("corpus/postgres/allow"), files("corpus/postgres/refuse")].concat();
    all.into_iter().map(|(_name, _word, sql)| sql).filter(|sql| sql.len() < 1_000).collect()
});

/// The next place at which a text can be cut.
fn char_at(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

/// A query without a limit of its own, as text.
fn query() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("SELECT 1"),
        Just("SELECT a, 'x;''--' FROM t"),
        Just("SELECT \"limit\" FROM t AS fetch_"),
        Just("TABLE t"),
        Just("VALUES (1, $$ LIMIT 5 $$), (2, E'\\'')"),
        Just("SELECT * FROM t ORDER BY a DESC NULLS LAST"),
        Just("SELECT count(*) FROM t GROUP BY a HAVING count(*) > 1"),
        Just("SELECT 1 -- c; LIMIT 3\n"),
    ];
    leaf.prop_map(str::to_owned).prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|q| format!("({q}\n)")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}\n) UNION ALL ({b}\n)")),
            inner.clone().prop_map(|q| format!("SELECT * FROM ({}) AS s", limited(&q))),
            inner.clone().prop_map(|q| format!("WITH w AS ({q}\n) SELECT * FROM w")),
            inner.clone().prop_map(|q| format!("{}(({q}\n))", with_for(&q))),
            inner.prop_map(|q| format!("SELECT ({}) OFFSET 2", limited(&q))),
        ]
    })
}

/// A query with a limit; around parentheses, which may have an OFFSET inside, it needs one more query.
fn limited(query: &str) -> String {
    if query.ends_with(')') {
        format!("SELECT * FROM ({query}\n) AS p LIMIT 3")
    } else {
        format!("{query}\n LIMIT 3")
    }
}

/// One query has one WITH, also through parentheses.
fn with_for(query: &str) -> &'static str {
    if query.contains("WITH") { "" } else { "WITH w AS (SELECT 1) " }
}

/// What may stand behind a statement.
fn tail() -> impl Strategy<Value = &'static str> {
    prop_oneof![Just(""), Just(";"), Just(" -- x;'"), Just("\n/* ; */ ;-- y"), Just(" ;; "), Just("/*/**/*/")]
}

/// An outermost limit, and what becomes of it.
fn limit() -> impl Strategy<Value = (&'static str, AppliedLimit)> {
    use AppliedLimit::{Capped, Injected, Kept};
    prop_oneof![
        Just(("", Injected)),
        Just((" OFFSET 3", Injected)),
        Just((" LIMIT 7", Kept)),
        Just((" FETCH FIRST ROW ONLY", Kept)),
        Just((" LIMIT 5000 OFFSET 2", Capped)),
        Just((" OFFSET 2 LIMIT ALL", Capped)),
        Just((" LIMIT null", Capped)),
        Just((" LIMIT (SELECT 5 LIMIT 1) + 1 OFFSET (SELECT 2 LIMIT 1)", Capped)),
        Just((" OFFSET 1 ROWS FETCH NEXT 5_000 ROWS ONLY", Capped)),
        Just((" FETCH FIRST (2 * 900) ROWS ONLY", Capped)),
    ]
}

proptest! {
    #[test]
    fn a_splice_takes_out_again(query in query(), (limit, applied) in limit(), tail in tail()) {
        // A second limit on a query in parentheses is an error of its own; select from it instead.
        let sql = if limit.is_empty() { format!("{query}\n{tail}") }
            else { format!("SELECT * FROM ({query}\n) AS q{limit}{tail}") };
        let checked = parse(&sql).unwrap();
        prop_assert_eq!(checked.limit(), applied);
        prop_assert_eq!(checked.max_rows(), 1000);
        if applied == AppliedLimit::Injected {
            prop_assert_eq!(checked.text().replacen(" LIMIT 1001", "", 1), sql.clone());
            prop_assert_eq!(checked.shown().replacen(" LIMIT 1000", "", 1), sql);
        }
        prop_assert_eq!(pg_query::split_with_parser(checked.text()).map(|all| all.len()), Ok(1));
        // What is shown passes again, as a limit that is kept or is capped to the same.
        let again = parse(checked.shown()).unwrap();
        prop_assert!(again.limit() == AppliedLimit::Kept || applied == AppliedLimit::Capped);
        prop_assert_eq!(again.max_rows(), 1000);
    }

    #[test]
    fn no_text_makes_it_panic(bytes in vec(any::<u8>(), 0..80)) {
        let _answer: Result<ReadOnlyQuery, _> = parse(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn no_broken_statement_makes_it_panic(
        (sql, other) in (sample::select(&*STATEMENTS), sample::select(&*STATEMENTS)),
        (from, to, cut) in (any::<sample::Index>(), any::<sample::Index>(), any::<sample::Index>()),
    ) {
        // A piece is taken out of one statement, and the beginning of another put in its place.
        let (from, to) = (from.index(sql.len() + 1), to.index(sql.len() + 1));
        let (from, to) = (char_at(&sql, from.min(to)), char_at(&sql, from.max(to)));
        let broken = format!("{}{}{}", &sql[..from], &other[..char_at(&other, cut.index(other.len() + 1))], &sql[to..]);
        if let Ok(checked) = parse(&broken) {
            prop_assert_eq!(pg_query::split_with_parser(checked.text()).map(|all| all.len()), Ok(1));
        }
    }

    #[test]
    fn whatever_passes_is_one_statement(words in vec(word(), 1..14)) {
        if let Ok(checked) = parse(&words.join(" ")) {
            for text in [checked.text(), checked.shown()] {
                prop_assert_eq!(pg_query::split_with_parser(text).map(|all| all.len()), Ok(1));
            }
        }
    }
}

/// Words of which many sequences are statements.
fn word() -> impl Strategy<Value = &'static str> {
    sample::select(vec![
        "SELECT",
        "1",
        "a",
        "FROM",
        "t",
        "LIMIT",
        "FETCH FIRST",
        "ROWS ONLY",
        "WITH TIES",
        "OFFSET",
        "2000",
        "ALL",
        "(",
        ")",
        ";",
        ",",
        "UNION",
        "ORDER BY",
        "VALUES",
        "WITH w AS",
        "*",
        "+",
        "-",
        "'x'",
        "$$y$$",
        "--\n",
        "/* ; */",
        "AS limit",
        "FOR UPDATE",
        "INTO x",
        "now()",
        "pg_sleep(1)",
        ".pg_sleep",
        "::int",
        "NULL",
        "EXPLAIN",
        "ANALYZE",
        "DELETE FROM t",
        "RETURNING 1",
        "TABLE t",
    ])
}
