//! What SQLite was seen to read, token by token.

use proptest::prelude::*;

use super::lex;

fn check(sql: &str, tokens: &str) {
    let read = match lex(sql) {
        Ok(lexed) => (0..lexed.len()).map(|i| lexed.text(i)).collect::<Vec<_>>().join(" | "),
        Err(refusal) => format!("{} at {:?}", refusal.rule.name(), refusal.position),
    };
    assert_eq!(read, tokens, "{sql:?}");
}

#[test]
fn ends_strings_and_names_where_sqlite_does() {
    check(r"'a\' 'b''c'", r"'a\' | 'b''c'");
    check(r#""a""b" `c``d` [e"]"#, r#""a""b" | `c``d` | [e"]"#);
    check("[a]b", "[a] | b");
    check("x'41'X'42'", "x'41' | X'42'");
    check("x'4'", "x'4'");
    check("x'4g'", "syntax at Some(1)");
    check("'a", "unterminated at Some(1)");
    check("[a", "unterminated at Some(1)");
}

#[test]
fn knows_comments() {
    check("1--1\n2", "1 | 2");
    check("1/*/ 2 */3", "1 | 3");
    check("1/*", "unterminated at Some(2)");
    check("1 - -1", "1 | - | - | 1");
    check("1 # a", "syntax at Some(3)");
}

#[test]
fn reads_numbers_that_touch_nothing() {
    check("1 1.5 .5 5. 1e3 1.e+3 0x1F 1_000", "1 | 1.5 | .5 | 5. | 1e3 | 1.e+3 | 0x1F | 1_000");
    check("1LIMIT", "syntax at Some(2)");
    check("t.a", "t | . | a");
    check("t.5", "t | .5");
    check("1；", "lookalike-character at Some(2)");
}

#[test]
fn refuses_parameters_and_odd_blanks() {
    for (sql, refusal) in [
        ("?", "parameter at Some(1)"),
        (":a", "parameter at Some(1)"),
        ("@a", "parameter at Some(1)"),
        ("1+$a", "parameter at Some(3)"),
        ("1\u{b}2", "syntax at Some(2)"),
        ("1\u{a0}2", "lookalike-character at Some(2)"),
        ("a\u{a0}2", "lookalike-character at Some(2)"),
    ] {
        check(sql, refusal);
    }
}

proptest! {
    #[test]
    fn cuts_any_text_at_characters(sql in "([\\PC\\x00-\\x7f]|['\"`/*\\-#\\[\\].eE@;x ()]){0,60}") {
        if let Ok(lexed) = lex(&sql) {
            let mut end = 0;
            for token in lexed.tokens() {
                prop_assert!(token.span.start >= end && token.span.end > token.span.start);
                prop_assert!(sql.get(token.span.clone()).is_some());
                end = token.span.end;
            }
            prop_assert!(end <= lexed.end());
        }
    }
}
