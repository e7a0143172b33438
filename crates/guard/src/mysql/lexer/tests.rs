//! What the servers were seen to read, token by token.

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
fn cuts_numbers_as_the_servers_do() {
    check("1.5INTO", "1.5 | INTO");
    check("1.INTO", "1. | INTO");
    check(".5INTO", ".5 | INTO");
    check("1e1INTO", "1e1 | INTO");
    check("1e5e5", "1e5 | e5");
    check("1INTO", "1INTO");
    check("1e", "1e");
    check("1e+x", "1e | + | x");
    check("1e+5x", "1e+5 | x");
    check("0x41INTO", "0x41INTO");
    check("0x41 0X41 0b1 0b2 0x", "0x41 | 0X41 | 0b1 | 0b2 | 0x");
    check("1..5", "1. | .5");
}

#[test]
fn refuses_a_number_that_mysql_drops() {
    check("SLEEP 1.e(5)", "syntax at Some(7)");
    check("SLEEP .5e(5)", "syntax at Some(7)");
    check("SLEEP 1.5e+(5)", "syntax at Some(7)");
    check("1.e5 1.5e-3", "1.e5 | 1.5e-3");
}

#[test]
fn takes_what_touches_a_dot_for_a_name() {
    check("t.1e5", "t | . | 1e5");
    check("t .5", "t | .5");
    check("`t`.5", "`t` | .5");
    check("`t`.a.b", "`t` | . | a | . | b");
    check("t. into", "t | . | into");
    check("@@global.x", "@@global | . | x");
}

#[test]
fn ends_strings_and_names_where_the_servers_do() {
    check(r"'a\'b' 'c''d' 'e\\'", r"'a\'b' | 'c''d' | 'e\\'");
    check(r#""a\"b" "c""d""#, r#""a\"b" | "c""d""#);
    check(r"`a\` `b``c`", r"`a\` | `b``c`");
    check("x'41'b'01'n'a'_utf8'b'", "x'41' | b'01' | n | 'a' | _utf8 | 'b'");
    check("x'4G'", "syntax at Some(1)");
    check("b'01", "syntax at Some(1)");
    check(r"'姓\名'姓名", r"'姓\名' | 姓名");
}

#[test]
fn knows_comments_from_minus_signs() {
    check("1--1", "1 | - | - | 1");
    check("1-- 1\n2", "1 | 2");
    check("1--\n2", "1 | 2");
    check("1--", "1");
    check("1#a\r2\n3", "1 | 3");
    check("1/*/ 2 */3", "1 | 3");
    check("1/**/2", "1 | 2");
    check("1/*", "unterminated at Some(2)");
    check("1/*!2*/", "executable-comment at Some(2)");
    check("1/*m!2*/", "executable-comment at Some(2)");
    check("1/*Mm!2*/", "1");
}

#[test]
fn keeps_variables_apart() {
    check("@a.b$c+@", "@a.b$c | + | @");
    check("@'a\\'b' @`c``d` @@x", "@'a\\'b' | @`c``d` | @@x");
    check("@a姓", "@a | 姓");
    check("a:=1", "variable at Some(2)");
    check("@@a:=1", "variable at Some(4)");
    check("@a:=@b", "@a | := | @b");
    check("a: =1", "a | : | = | 1");
}

#[test]
fn counts_one_statement() {
    check("1;;", "1");
    check(";", "empty at None");
    check("1;2", "multiple-statements at Some(3)");
    check("'姓';2", "multiple-statements at Some(5)");
}

proptest! {
    #[test]
    fn cuts_any_text_at_characters(sql in "([\\PC\\x00-\\x7f]|['\"`/*\\-#\\\\.eE@;x ()]){0,60}") {
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
