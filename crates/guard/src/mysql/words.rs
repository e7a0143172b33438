//! The token rules: words that must not stand, unquoted, in anything that reads.
//!
//! All of them are reserved on both servers, so that a column can only have such a name in quotes or after a
//! dot. They hold whether or not the second opinion understands the statement.

use super::{calls, functions::Functions};
use crate::{Refusal, Rule, lexed::Lexed, token::TokenKind};

/// Verbs of statements that write, and their relatives.
const VERBS: &[&str] = &[
    "ALTER", "ANALYZE", "CALL", "CREATE", "DELETE", "DROP", "GRANT", "INSERT", "KILL", "LOAD", "OPTIMIZE",
    "PURGE", "RENAME", "REPLACE", "RESIGNAL", "REVOKE", "SET", "SIGNAL", "UNLOCK", "UPDATE",
];

/// Tables of `information_schema` that set their counters back when they are read (MySQL manual, "The
/// INFORMATION_SCHEMA INNODB_CMP and INNODB_CMP_RESET Tables").
const RESETTING: &[&str] = &["INNODB_CMPMEM_RESET", "INNODB_CMP_PER_INDEX_RESET", "INNODB_CMP_RESET"];

/// Checks all tokens from `start` on.
pub(super) fn check(lexed: &Lexed<'_>, start: usize, functions: &Functions) -> Result<(), Refusal> {
    for index in start..lexed.len() {
        let called = lexed.kind(index + 1) == Some(TokenKind::Open);
        if let Some(word) = lexed.keyword(index) {
            check_word(lexed, index, word, called)?;
        }
        let after_dot = index > start && lexed.kind(index - 1) == Some(TokenKind::Dot);
        if after_dot && lexed.kind(index) == Some(TokenKind::String) {
            let message =
                "A text can't be a name; a name that needs quotes stands in backticks, as in t.`a b`";
            return Err(lexed.refusal(Rule::Syntax, index, message));
        }
        if lexed.is_name(index) && RESETTING.iter().any(|table| named(lexed.text(index), table)) {
            let message = format!("Reading {} sets the server's counters back", lexed.shown(index));
            return Err(lexed.refusal(Rule::ConstructNotAllowed, index, &message));
        }
        if called && lexed.is_name(index) {
            calls::check(lexed, index, functions)?;
        }
    }
    Ok(())
}

/// Whether a word, perhaps in backticks, is this name.
fn named(text: &str, name: &str) -> bool {
    text.trim_matches('`').eq_ignore_ascii_case(name)
}

fn check_word(lexed: &Lexed<'_>, index: usize, word: &str, called: bool) -> Result<(), Refusal> {
    let is = |keyword: &str| word.eq_ignore_ascii_case(keyword);
    let after = |keywords: &[&str]| index > 0 && lexed.is_any(index - 1, keywords);
    let refuse = |rule: Rule, message: &str| Err(lexed.refusal(rule, index, message));
    if is("INTO") {
        return refuse(Rule::SelectInto, "INTO writes to a file, a variable or a table; leave it out");
    }
    if is("LOCK") || (after(&["FOR"]) && (is("UPDATE") || is("SHARE"))) {
        return refuse(
            Rule::LockingRead,
            "A read that locks rows (FOR UPDATE, FOR SHARE, LOCK IN SHARE MODE) is not accepted",
        );
    }
    if is("PROCEDURE") {
        return refuse(Rule::ConstructNotAllowed, "A PROCEDURE clause is not accepted");
    }
    if is("VALUE") && after(&["NEXT", "PREVIOUS"]) && lexed.is(index + 1, "FOR") {
        return refuse(
            Rule::ConstructNotAllowed,
            "NEXT VALUE FOR changes a sequence, and a statement that reads changes none",
        );
    }
    let is_function = called && (is("INSERT") || is("REPLACE"));
    let is_charset = is("SET") && after(&["CHARACTER", "CHAR"]);
    if is_function || is_charset || !VERBS.iter().any(|verb| is(verb)) {
        return Ok(());
    }
    let word = word.to_ascii_uppercase();
    refuse(
        Rule::WriteInside,
        &format!("{word} must not stand in a statement that reads; quote it if it is a name"),
    )
}
