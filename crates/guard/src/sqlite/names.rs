//! The token rules of a query: words that must not stand in it, functions, and tables that are functions.
//!
//! SQLite calls a table like a function (`FROM fts_docs('hello')`), so that the place of a name decides: after
//! FROM, JOIN, IN, a schema's dot, or a comma of a FROM clause it is a table. The engine's authorizer, which
//! sees what SQLite resolved, stands behind all of this.

use std::ops::Range;

use super::{functions, pragmas, unquote};
use crate::{Refusal, Rule, lexed::Lexed, token::TokenKind};

/// Reserved words (no unquoted name can be one) that begin or belong to writes.
const VERBS: &[&str] = &["ALTER", "CREATE", "DELETE", "DROP", "INSERT", "SET", "UPDATE"];
/// Words that `(` may follow without a function being called, or none but what the operator calls anyway.
const SYNTAX: &[&str] = &[
    "ALL", "AND", "AS", "BETWEEN", "BY", "CASE", "DISTINCT", "ELSE", "ESCAPE", "EXISTS", "FROM", "GLOB",
    "HAVING", "IN", "IS", "JOIN", "LIKE", "LIMIT", "MATCH", "NOT", "OFFSET", "ON", "OR", "REGEXP", "SELECT",
    "THEN", "USING", "VALUES", "WHEN", "WHERE",
];
/// Words after which a FROM clause is over.
const AFTER_FROM: &[&str] = &[
    "EXCEPT",
    "GROUP",
    "HAVING",
    "INTERSECT",
    "LIMIT",
    "ORDER",
    "SELECT",
    "UNION",
    "VALUES",
    "WHERE",
    "WINDOW",
];

/// Checks all tokens from `start` on.
pub(super) fn check(lexed: &Lexed<'_>, start: usize) -> Result<(), Refusal> {
    // For each open parenthesis, and for the whole: whether its tokens are those of a FROM clause.
    let mut clauses = vec![false];
    let mut types: Vec<Range<usize>> = Vec::new();
    for index in start..lexed.len() {
        match lexed.kind(index) {
            Some(TokenKind::Open) => clauses.push(begins_table(lexed, index, &clauses)),
            Some(TokenKind::Close) => drop(clauses.pop()),
            Some(TokenKind::Word | TokenKind::QuotedName | TokenKind::String) => {
                if let Some(word) = lexed.keyword(index) {
                    check_word(lexed, index, word)?;
                    follow_clause(lexed, index, &mut clauses);
                    types.extend(cast_type(lexed, index));
                }
                if begins_table(lexed, index, &clauses) {
                    check_table(lexed, index)?;
                } else if !types.iter().any(|range| range.contains(&index)) {
                    check_call(lexed, index)?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn check_word(lexed: &Lexed<'_>, index: usize, word: &str) -> Result<(), Refusal> {
    if word.eq_ignore_ascii_case("INTO") {
        return Err(lexed.refusal(Rule::SelectInto, index, "INTO writes to a table; leave it out"));
    }
    if VERBS.iter().any(|verb| word.eq_ignore_ascii_case(verb)) {
        let word = word.to_ascii_uppercase();
        let message = format!("{word} must not stand in a statement that reads; quote it if it is a name");
        return Err(lexed.refusal(Rule::WriteInside, index, &message));
    }
    Ok(())
}

fn follow_clause(lexed: &Lexed<'_>, index: usize, clauses: &mut [bool]) {
    let Some(in_from) = clauses.last_mut() else { return };
    if lexed.is_any(index, AFTER_FROM) {
        *in_from = false;
    } else if is_from(lexed, index) {
        *in_from = true;
    }
}

/// FROM, but not that of `IS DISTINCT FROM`.
fn is_from(lexed: &Lexed<'_>, index: usize) -> bool {
    lexed.is(index, "FROM") && !(index > 0 && lexed.is(index - 1, "DISTINCT"))
}

/// Whether a table, or a parenthesis with tables in it, begins at the token.
fn begins_table(lexed: &Lexed<'_>, index: usize, clauses: &[bool]) -> bool {
    let mut first = index;
    if index >= 2 && lexed.kind(index - 1) == Some(TokenKind::Dot) {
        // A schema's name stands before; functions have none.
        if lexed.kind(index + 1) == Some(TokenKind::Open) {
            return true;
        }
        first = index - 2;
    }
    let Some(before) = first.checked_sub(1) else { return false };
    let in_from = clauses.last().copied().unwrap_or_default();
    match lexed.kind(before) {
        Some(TokenKind::Comma | TokenKind::Open) => in_from,
        Some(TokenKind::Word) => {
            is_from(lexed, before)
                || lexed.is(before, "JOIN")
                || (lexed.is(before, "IN") && lexed.kind(index) != Some(TokenKind::Open))
        }
        _ => false,
    }
}

/// A table by name, perhaps called like a function.
fn check_table(lexed: &Lexed<'_>, index: usize) -> Result<(), Refusal> {
    let name = unquote(lexed.text(index));
    if functions::is_forbidden_table(&name) {
        let message =
            format!("The table {} is not accepted: it is no part of this database", lexed.shown(index));
        return Err(lexed.refusal(Rule::FunctionNotAllowed, index, &message));
    }
    let Some(pragma) = name.get(..7).filter(|start| start.eq_ignore_ascii_case("pragma_")).and(name.get(7..))
    else {
        return Ok(());
    };
    let open = index + 1;
    let has_argument = lexed.kind(open) == Some(TokenKind::Open) && lexed.partner(open) > open + 1;
    if pragmas::is_allowed(pragma, has_argument.then_some("")) {
        return Ok(());
    }
    let message =
        format!("The table {} is not one of the pragmas that are known to only read", lexed.shown(index));
    Err(lexed.refusal(Rule::PragmaNotAllowed, index, &message))
}

/// A function in an expression. A string can't name one.
fn check_call(lexed: &Lexed<'_>, index: usize) -> Result<(), Refusal> {
    if lexed.kind(index + 1) != Some(TokenKind::Open) || lexed.kind(index) == Some(TokenKind::String) {
        return Ok(());
    }
    let name = unquote(lexed.text(index));
    if is_syntax(lexed, index) || is_cte_columns(lexed, index) || functions::is_allowed(&name) {
        return Ok(());
    }
    let shown = lexed.shown(index);
    let message = format!(
        "The function {shown} is not known to be harmless; only built-in functions that read are accepted"
    );
    Err(lexed.refusal(Rule::FunctionNotAllowed, index, &message))
}

fn is_syntax(lexed: &Lexed<'_>, index: usize) -> bool {
    let after_close = index > 0 && lexed.kind(index - 1) == Some(TokenKind::Close);
    let after_as = |back: usize| index >= back && lexed.is(index - back, "AS");
    lexed.is_any(index, SYNTAX)
        || (after_close && lexed.is_any(index, &["FILTER", "OVER"]))
        || (after_as(1) && lexed.is(index, "MATERIALIZED"))
        || (after_as(2) && lexed.starts_with(index - 1, &["NOT", "MATERIALIZED"]))
}

/// `t (a, b)` of `WITH t (a, b) AS (…)`.
fn is_cte_columns(lexed: &Lexed<'_>, index: usize) -> bool {
    let after = lexed.skip(index + 1);
    let is_query = |at: usize| lexed.kind(at) == Some(TokenKind::Open);
    lexed.is_name_list(index + 1)
        && lexed.is(after, "AS")
        && (is_query(after + 1)
            || (lexed.is(after + 1, "MATERIALIZED") && is_query(after + 2))
            || (lexed.starts_with(after + 1, &["NOT", "MATERIALIZED"]) && is_query(after + 3)))
}

/// The tokens of the type in `CAST(… AS type)`, which may look like a call: `VARCHAR(10)`.
fn cast_type(lexed: &Lexed<'_>, index: usize) -> Option<Range<usize>> {
    let open = index + 1;
    if !lexed.is(index, "CAST") || lexed.kind(open) != Some(TokenKind::Open) {
        return None;
    }
    let close = lexed.partner(open);
    let mut at = open + 1;
    while at < close && !lexed.is(at, "AS") {
        at = lexed.skip(at);
    }
    let is_type = |place: usize| {
        lexed.is_name(place)
            || matches!(
                lexed.kind(place),
                Some(TokenKind::Open | TokenKind::Close | TokenKind::Comma | TokenKind::Number)
            )
    };
    (at + 1..close).all(is_type).then_some(at + 1..close)
}
