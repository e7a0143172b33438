//! Tests of `lexer`.

use std::ops::Range;

use proptest::prelude::*;

use super::*;

/// Each token as its kind's first letter and its text.
fn cut(sql: &str) -> Vec<String> {
    let show = |token: &Token| format!("{:?} {}", token.kind, &sql[token.span.clone()]);
    tokens(sql).unwrap().iter().map(show).collect()
}

fn rule(sql: &str) -> Rule {
    statement(sql).unwrap_err().rule
}

#[test]
fn cuts_strings_of_every_form() {
    for literal in [
        "'a''b'",
        r"'a\'",
        r"E'a\'b'",
        r"e'\\'",
        "B'101'",
        "X'1F'",
        r"U&'d\0061t'",
        "$$a'b$$",
        "$t$ $$ ; $T$ $t$",
        "$ä1$x$ä1$",
        "'a'\n  'b'",
        "'a' -- c\n'b'",
        "'a'\n-- it's\n\t'b'",
        "E'a'\n'\\''",
    ] {
        assert_eq!(cut(literal), [format!("String {literal}")]);
    }
}

#[test]
fn strings_go_on_only_after_a_line_break() {
    assert_eq!(cut("'a' 'b'"), ["String 'a'", "String 'b'"]);
    assert_eq!(cut("'a' /* c \n */ 'b'"), ["String 'a'", "String 'b'"]);
    assert_eq!(cut("B'1''0'"), ["String B'1'", "String '0'"]);
    assert_eq!(cut("$$a$$\n'b'"), ["String $$a$$", "String 'b'"]);
    assert_eq!(cut("N'x'"), ["Word N", "String 'x'"]);
}

#[test]
fn cuts_names_and_words() {
    assert_eq!(cut("\"a\"\"b\" U&\"d!0061\""), ["QuotedName \"a\"\"b\"", "QuotedName U&\"d!0061\""]);
    assert_eq!(cut("a$$b$$ 姓名 _x1 é"), ["Word a$$b$$", "Word 姓名", "Word _x1", "Word é"]);
    assert_eq!(
        cut("t.a,(b)[1]"),
        [
            "Word t",
            "Dot .",
            "Word a",
            "Comma ,",
            "Open (",
            "Word b",
            "Close )",
            "Operator [",
            "Number 1",
            "Operator ]"
        ]
    );
}

#[test]
fn cuts_numbers() {
    for number in ["1", "1.", ".5", "1.5e-3", "1e5", "1_000", "0x1F", "0o17", "0b1_01", "1.e3"] {
        assert_eq!(cut(number), [format!("Number {number}")]);
    }
    assert_eq!(cut("1..2"), ["Number 1", "Operator ..", "Number 2"]);
    assert_eq!(cut("1-2"), ["Number 1", "Operator -", "Number 2"]);
    assert_eq!(cut("1e+"), ["Number 1", "Word e", "Operator +"]);
    assert_eq!(cut("$12"), ["Parameter $12"]);
}

#[test]
fn cuts_operators_as_the_server_does() {
    assert_eq!(cut("a*-1"), ["Word a", "Operator *", "Operator -", "Number 1"]);
    assert_eq!(cut("a@-1"), ["Word a", "Operator @-", "Number 1"]);
    assert_eq!(cut("a<>-1"), ["Word a", "Operator <>", "Operator -", "Number 1"]);
    assert_eq!(cut("a+--b\nc"), ["Word a", "Operator +", "Word c"]);
    assert_eq!(cut("a*/*b*/c"), ["Word a", "Operator *", "Word c"]);
    assert_eq!(cut("a::b :=c"), ["Word a", "Operator ::", "Word b", "Operator :=", "Word c"]);
    assert_eq!(cut("` #?|"), ["Operator `", "Operator #?|"]);
}

#[test]
fn comments_nest() {
    assert_eq!(cut("/* a /* b */ c */ d -- e"), ["Word d"]);
    assert_eq!(cut("1 /*/**/*/ 2"), ["Number 1", "Number 2"]);
    assert_eq!(rule("SELECT 1 /*/**/"), Rule::Unterminated);
}

#[test]
fn refuses_what_is_opened_and_never_closed() {
    for (sql, position) in [
        ("SELECT 'a", 8),
        ("SELECT \"a", 8),
        ("SELECT E'a\\'", 8),
        ("SELECT U&'a", 8),
        ("SELECT $$a", 8),
        ("SELECT $a$ $A$", 8),
        ("SELECT '姓' /* b", 12),
        ("SELECT E'\\", 8),
        ("SELECT 'a'\n'b", 8),
    ] {
        let refusal = statement(sql).unwrap_err();
        assert_eq!((refusal.rule, refusal.position), (Rule::Unterminated, Some(position)), "{sql}");
    }
}

#[test]
fn refuses_a_second_statement_and_says_where_it_begins() {
    let refusal = statement("SELECT '张;'; -- ;\n DROP TABLE t").unwrap_err();
    assert_eq!((refusal.rule, refusal.position), (Rule::MultipleStatements, Some(20)));
    assert_eq!(rule("; SELECT 1"), Rule::MultipleStatements);
}

#[test]
fn semicolons_and_comments_at_the_end_are_fine() {
    for sql in ["SELECT 1;", "SELECT 1 ; -- x; y", "SELECT 1;; /* ; */ ;"] {
        assert_eq!(statement(sql).unwrap().len(), 2, "{sql}");
    }
}

#[test]
fn refuses_nothing() {
    for sql in ["", " \n\t", ";", "-- only", "/* a */ ; -- b"] {
        assert_eq!(rule(sql), Rule::Empty, "{sql}");
    }
}

#[test]
fn refuses_characters_that_only_look_like_sql() {
    for (sql, position) in [
        ("SELECT\u{a0}1", 7),
        ("SELECT 1\u{ff1b}", 9),
        ("SELECT count\u{ff08}*\u{ff09}", 13),
        ("\u{feff}SELECT 1", 1),
        ("SELECT \u{2018}a\u{2019}", 8),
        ("SELECT 姓\u{3000}名", 9),
    ] {
        let refusal = statement(sql).unwrap_err();
        assert_eq!((refusal.rule, refusal.position), (Rule::LookalikeCharacter, Some(position)), "{sql}");
    }
    for sql in ["SELECT '\u{a0}；'", "SELECT \"\u{3000}\"", "SELECT 1 -- \u{a0}", "SELECT $$\u{ff1b}$$"] {
        assert!(statement(sql).is_ok(), "{sql}");
    }
}

#[test]
fn refuses_commands_of_psql() {
    let refusal = statement("SELECT 1 \\gexec").unwrap_err();
    assert_eq!(refusal.message, "`\\gexec` is a command of the program psql, not SQL");
    assert_eq!((refusal.rule, refusal.position), (Rule::Syntax, Some(10)));
}

#[test]
fn refuses_more_than_50000_tokens_and_deep_nesting() {
    assert!(statement(&"a ".repeat(MAX_TOKENS)).is_ok());
    assert_eq!(rule(&"a ".repeat(MAX_TOKENS + 1)), Rule::TooManyTokens);
    for (open, close) in [("(", ")"), ("[", "]"), ("CASE ", "END ")] {
        let nested = |n: usize| format!("{} 1 {}", open.repeat(n), close.repeat(n));
        assert!(statement(&nested(MAX_DEPTH)).is_ok(), "{open}");
        assert_eq!(rule(&nested(MAX_DEPTH + 1)), Rule::TooDeep, "{open}");
    }
    assert!(statement(&"SELECT x AS case, ".repeat(300)).is_ok());
}

/// Pieces of SQL in which quoting goes wrong most easily.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("'"),
        Just("\""),
        Just("$"),
        Just("$$"),
        Just("$a$"),
        Just("\\"),
        Just("--"),
        Just("/*"),
        Just("*/"),
        Just("\n"),
        Just(" "),
        Just("E'"),
        Just("U&"),
        Just("B'"),
        Just("x'"),
        Just(";"),
        Just("("),
        Just(")"),
        Just("1"),
        Just("_"),
        Just("0x"),
        Just("e"),
        Just("."),
        Just("+"),
        Just("-"),
        Just("@"),
        Just(":"),
        Just("姓"),
        Just("😀"),
        Just("select"),
        Just("["),
        Just("\r"),
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn never_panics_and_never_cuts_a_character(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let sql = String::from_utf8_lossy(&bytes);
        if let Ok(tokens) = tokens(&sql) {
            for token in tokens {
                prop_assert!(sql.get(token.span).is_some_and(|text| !text.is_empty()));
            }
        }
    }

    #[test]
    fn cuts_as_the_servers_scanner_does(sql in pieces()) {
        // Whatever the server's scanner accepts, we cut at the same bytes or refuse.
        if let (Ok(ours), Some(theirs)) = (tokens(&sql), scan(&sql)) {
            prop_assert_eq!(spans(&ours), theirs);
        }
    }

    #[test]
    fn ends_where_the_servers_scanner_ends(sql in pieces()) {
        // What we call never-ending, the server's scanner refuses as well.
        if tokens(&sql).is_err_and(|refusal| refusal.rule == Rule::Unterminated) {
            prop_assert_eq!(scan(&sql), None);
        }
    }
}

fn spans(tokens: &[Token]) -> Vec<Range<usize>> {
    tokens.iter().map(|token| token.span.clone()).collect()
}

/// The spans of the tokens that pg_query's scanner finds, without comments; none if it refuses the text.
fn scan(sql: &str) -> Option<Vec<Range<usize>>> {
    use pg_query::protobuf::{ScanToken, Token as Theirs};
    // A word in front, because pg_query reads a null pointer when there is no token at all.
    let tokens = pg_query::scan_tokens(&format!("a {sql}")).ok()?;
    let comment = |token: &&ScanToken| matches!(token.token(), Theirs::SqlComment | Theirs::CComment);
    let place = |bytes: i32| usize::try_from(bytes).unwrap() - 2;
    Some(tokens[1..].iter().filter(|token| !comment(token)).map(|t| place(t.start)..place(t.end)).collect())
}

#[test]
fn cuts_every_statement_of_the_shared_cases_as_the_servers_scanner_does() {
    let cases =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/cases.jsonl")).unwrap();
    let mut compared = 0;
    for case in cases.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()) {
        let sql = case["sql"].as_str().unwrap();
        // Statements of the other dialects are as good as any.
        if let (Ok(ours), Some(theirs)) = (tokens(sql), (!sql.contains('\0')).then(|| scan(sql)).flatten()) {
            assert_eq!(spans(&ours), theirs, "{sql}");
            compared += 1;
        }
    }
    assert!(compared > 450, "{compared}");
}
