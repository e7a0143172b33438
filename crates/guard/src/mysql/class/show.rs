//! The SHOW statements that only read. Left out are those that show other accounts' secrets (`CREATE USER`,
//! `CREATE SERVER`, `SLAVE HOSTS`), the binary log, and those that make another session answer (`EXPLAIN FOR`).

use crate::{Refusal, Rule, lexed::Lexed, token::TokenKind};

/// Words between SHOW and its subject.
const MODIFIERS: &[&str] = &["ALL", "EXTENDED", "FULL", "GLOBAL", "LOCAL", "SESSION", "STORAGE"];

/// The subjects, each in all its words.
const SUBJECTS: &[&[&str]] = &[
    &["BINARY", "LOG", "STATUS"],
    &["CHARACTER", "SET"],
    &["CHARSET"],
    &["COLLATION"],
    &["COLUMNS"],
    &["CREATE", "DATABASE"],
    &["CREATE", "EVENT"],
    &["CREATE", "FUNCTION"],
    &["CREATE", "PACKAGE"],
    &["CREATE", "PROCEDURE"],
    &["CREATE", "SCHEMA"],
    &["CREATE", "SEQUENCE"],
    &["CREATE", "TABLE"],
    &["CREATE", "TRIGGER"],
    &["CREATE", "VIEW"],
    &["DATABASES"],
    &["ENGINE"],
    &["ENGINES"],
    &["ERRORS"],
    &["EVENTS"],
    &["FIELDS"],
    &["FUNCTION", "STATUS"],
    &["GRANTS"],
    &["INDEX"],
    &["INDEXES"],
    &["KEYS"],
    &["MASTER", "STATUS"],
    &["OPEN", "TABLES"],
    &["PACKAGE", "BODY", "STATUS"],
    &["PACKAGE", "STATUS"],
    &["PLUGINS"],
    &["PRIVILEGES"],
    &["PROCEDURE", "STATUS"],
    &["PROCESSLIST"],
    &["REPLICA", "STATUS"],
    &["REPLICAS", "STATUS"],
    &["SCHEMAS"],
    &["SLAVE", "STATUS"],
    &["SLAVES", "STATUS"],
    &["STATUS"],
    &["TABLE", "STATUS"],
    &["TABLES"],
    &["TRIGGERS"],
    &["VARIABLES"],
    &["WARNINGS"],
];

/// The index of the first token after the subject; the rest may hold names, LIKE, and WHERE with expressions.
pub(super) fn form(lexed: &Lexed<'_>) -> Result<usize, Refusal> {
    let mut index = 1;
    while lexed.is_any(index, MODIFIERS) {
        index += 1;
    }
    if let Some(subject) = SUBJECTS.iter().find(|subject| lexed.starts_with(index, subject)) {
        return Ok(index + subject.len());
    }
    if is_count(lexed, index) && lexed.is_any(index + 4, &["WARNINGS", "ERRORS"]) {
        return Ok(index + 5);
    }
    if index >= lexed.len() {
        return Err(lexed.refusal(Rule::Syntax, index, "SHOW must say what to show"));
    }
    let subject = format!("{} {}", lexed.shown(index), lexed.shown(index + 1)).to_ascii_uppercase();
    let message = format!("SHOW {} is not one of the SHOW statements that are accepted", subject.trim_end());
    Err(lexed.refusal(Rule::NotReadOnly, index, &message))
}

/// `COUNT(*)`.
fn is_count(lexed: &Lexed<'_>, index: usize) -> bool {
    lexed.is(index, "COUNT")
        && lexed.kind(index + 1) == Some(TokenKind::Open)
        && lexed.text(index + 2) == "*"
        && lexed.partner(index + 1) == index + 3
}
