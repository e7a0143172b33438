//! The class of a statement, by its first words, and the whole check of a PRAGMA.

use super::{pragmas, unquote};
use crate::{Refusal, Rule, StatementKind, lexed::Lexed, token::TokenKind};

/// What begins a query.
const QUERY: &[&str] = &["SELECT", "WITH", "VALUES"];
const ACCEPTED: &str = "accepted are SELECT, WITH, VALUES, EXPLAIN and some PRAGMAs";

/// Finds the kind, and the first token of the query, where there is one; or refuses.
pub(super) fn of(lexed: &Lexed<'_>) -> Result<(StatementKind, Option<usize>), Refusal> {
    if lexed.is_any(0, QUERY) {
        return Ok((StatementKind::Select, Some(0)));
    }
    if lexed.is(0, "PRAGMA") {
        pragma(lexed)?;
        return Ok((StatementKind::Show, None));
    }
    if lexed.is(0, "EXPLAIN") {
        let query = if lexed.starts_with(1, &["QUERY", "PLAN"]) { 3 } else { 1 };
        if lexed.is_any(query, QUERY) {
            return Ok((StatementKind::Explain, Some(query)));
        }
        let message = "EXPLAIN is accepted for SELECT, WITH and VALUES only";
        return Err(lexed.refusal(Rule::NotReadOnly, query, message));
    }
    Err(no_reader(lexed))
}

/// `PRAGMA [schema.]name`, or with one argument in parentheses that only names something.
fn pragma(lexed: &Lexed<'_>) -> Result<(), Refusal> {
    let name = if lexed.kind(2) == Some(TokenKind::Dot) { 3 } else { 1 };
    let plain = unquote(lexed.text(name));
    if lexed.text(name + 1) == "=" {
        let message = format!("PRAGMA {} with a value sets it; only reading is accepted", lexed.shown(name));
        return Err(lexed.refusal(Rule::PragmaNotAllowed, name, &message));
    }
    let argument = match lexed.len().checked_sub(name + 1) {
        Some(0) => None,
        Some(3) if lexed.kind(name + 1) == Some(TokenKind::Open) => Some(unquote(lexed.text(name + 2))),
        _ => {
            let message = "This PRAGMA is not understood; accepted are PRAGMA name and PRAGMA name(table)";
            return Err(lexed.refusal(Rule::PragmaNotAllowed, name, message));
        }
    };
    if pragmas::is_allowed(&plain, argument.as_deref()) {
        return Ok(());
    }
    let message = if pragmas::is_known(&plain) {
        format!("PRAGMA {} with an argument sets it; only reading is accepted", lexed.shown(name))
    } else {
        format!("PRAGMA {} is not one of those that are known to only read", lexed.shown(name))
    };
    Err(lexed.refusal(Rule::PragmaNotAllowed, name, &message))
}

fn no_reader(lexed: &Lexed<'_>) -> Refusal {
    let shown = lexed.shown(0);
    let verb = shown.to_ascii_uppercase();
    let (rule, message) = match (lexed.kind(0), verb.as_str()) {
        (Some(TokenKind::Dot), _) => {
            let message =
                format!("A line that begins with a dot is a command of the sqlite3 program; {ACCEPTED}");
            (Rule::Syntax, message)
        }
        (Some(TokenKind::Open), _) => {
            (Rule::Syntax, "SQLite takes no parentheses around a whole statement; leave them out".to_owned())
        }
        (Some(TokenKind::Word), "SHOW" | "DESCRIBE" | "DESC") => {
            let message =
                format!("SQLite has no {verb}; read PRAGMA table_list or PRAGMA table_info(table) instead");
            (Rule::NotReadOnly, message)
        }
        (Some(TokenKind::Word), "INSERT" | "UPDATE" | "DELETE" | "REPLACE") => {
            (Rule::NotReadOnly, format!("{verb} changes data; {ACCEPTED}"))
        }
        (Some(TokenKind::Word), _) => {
            (Rule::NotReadOnly, format!("{verb} begins no statement that only reads; {ACCEPTED}"))
        }
        _ => (Rule::Syntax, format!("A statement begins with a word, not with `{shown}`; {ACCEPTED}")),
    };
    lexed.refusal(rule, 0, &message)
}
