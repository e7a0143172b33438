//! The class of a statement, by its first words: which ones read, and where the part begins that the token
//! rules must check.

mod show;

use crate::{Dialect, Refusal, Rule, StatementKind, lexed::Lexed, token::TokenKind};

/// What begins a query on both servers.
const QUERY: &[&str] = &["SELECT", "WITH", "VALUES"];
/// What begins a statement that changes data, for the message.
const WRITES: &[&str] = &["DELETE", "INSERT", "LOAD", "REPLACE", "TRUNCATE", "UPDATE"];

/// A statement that reads, as far as its first words say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Class {
    pub(super) kind: StatementKind,
    /// The first token that the token rules must check.
    pub(super) checked_from: usize,
    /// The first token of the query, where there is one.
    pub(super) query: Option<usize>,
}

/// Finds the class, or refuses.
pub(super) fn of(lexed: &Lexed<'_>, dialect: Dialect) -> Result<Class, Refusal> {
    if is_query(lexed, 0, dialect) {
        return Ok(Class { kind: StatementKind::Select, checked_from: 0, query: Some(0) });
    }
    if lexed.is(0, "SHOW") {
        let checked_from = show::form(lexed)?;
        return Ok(Class { kind: StatementKind::Show, checked_from, query: None });
    }
    if lexed.is_any(0, &["EXPLAIN", "DESCRIBE", "DESC"]) {
        return explain(lexed, dialect);
    }
    if lexed.is(0, "ANALYZE") && dialect == Dialect::MariaDb {
        return explained(lexed, options(lexed, 1, dialect), dialect);
    }
    Err(no_reader(lexed, dialect))
}

/// Whether a query begins here, perhaps in parentheses. MariaDB has no query TABLE, but ANALYZE TABLE, which
/// writes statistics.
fn is_query(lexed: &Lexed<'_>, mut index: usize, dialect: Dialect) -> bool {
    while lexed.kind(index) == Some(TokenKind::Open) {
        index += 1;
    }
    lexed.is_any(index, QUERY) || (dialect == Dialect::MySql && lexed.is(index, "TABLE"))
}

/// EXPLAIN of a query, or DESCRIBE of a table. All three words mean the same to the servers.
fn explain(lexed: &Lexed<'_>, dialect: Dialect) -> Result<Class, Refusal> {
    let begins_otherwise = is_query(lexed, 1, dialect) || lexed.is_any(1, WRITES);
    if !begins_otherwise && is_table_and_column(lexed, 1) {
        return Ok(Class { kind: StatementKind::Show, checked_from: 1, query: None });
    }
    if dialect == Dialect::MariaDb && lexed.is(1, "ANALYZE") {
        let message = "MariaDB has no EXPLAIN ANALYZE; write ANALYZE SELECT … instead";
        return Err(lexed.refusal(Rule::ConstructNotAllowed, 1, message));
    }
    explained(lexed, options(lexed, 1, dialect), dialect)
}

/// The query that is explained, and perhaps run, begins here, or it isn't one.
fn explained(lexed: &Lexed<'_>, query: usize, dialect: Dialect) -> Result<Class, Refusal> {
    if is_query(lexed, query, dialect) {
        return Ok(Class { kind: StatementKind::Explain, checked_from: query, query: Some(query) });
    }
    let verb = lexed.shown(0).to_ascii_uppercase();
    if lexed.is_any(query, WRITES) {
        let write = lexed.shown(query).to_ascii_uppercase();
        let message = format!("{verb} is accepted for a statement that reads, and {write} changes data");
        return Err(lexed.refusal(Rule::WriteInside, query, &message));
    }
    let message = format!("{verb} is accepted for queries, such as SELECT, and to describe a table");
    Err(lexed.refusal(Rule::NotReadOnly, query, &message))
}

/// Moves past EXTENDED, PARTITIONS, ANALYZE and FORMAT=….
fn options(lexed: &Lexed<'_>, mut index: usize, dialect: Dialect) -> usize {
    loop {
        if lexed.is_any(index, &["EXTENDED", "PARTITIONS"])
            || (dialect == Dialect::MySql && lexed.is(index, "ANALYZE"))
        {
            index += 1;
        } else if lexed.is(index, "FORMAT")
            && lexed.text(index + 1) == "="
            && matches!(lexed.kind(index + 2), Some(TokenKind::Word | TokenKind::String))
        {
            index += 3;
        } else {
            return index;
        }
    }
}

/// `t`, `db.t`, `t column`, `t 'pattern'`, up to the end.
fn is_table_and_column(lexed: &Lexed<'_>, index: usize) -> bool {
    let qualified = lexed.kind(index + 1) == Some(TokenKind::Dot) && lexed.is_name(index + 2);
    let rest = if qualified { index + 3 } else { index + 1 };
    let is_column = lexed.is_name(rest) || lexed.kind(rest) == Some(TokenKind::String);
    lexed.is_name(index) && (rest == lexed.len() || (rest + 1 == lexed.len() && is_column))
}

fn no_reader(lexed: &Lexed<'_>, dialect: Dialect) -> Refusal {
    let accepted = match dialect {
        Dialect::MariaDb => "accepted are SELECT, WITH, VALUES, SHOW, DESCRIBE, EXPLAIN and ANALYZE SELECT",
        _ => "accepted are SELECT, WITH, VALUES, TABLE, SHOW, DESCRIBE and EXPLAIN",
    };
    let Some(word) = lexed.keyword(0) else {
        let message = format!("A statement begins with a word, not with `{}`; {accepted}", lexed.shown(0));
        return lexed.refusal(Rule::Syntax, 0, &message);
    };
    let verb = lexed.shown(0).to_ascii_uppercase();
    let message = if WRITES.iter().any(|write| word.eq_ignore_ascii_case(write)) {
        format!("{verb} changes data; {accepted}")
    } else if word.eq_ignore_ascii_case("ANALYZE") {
        format!("MySQL writes EXPLAIN ANALYZE, followed by a query; {accepted}")
    } else if word.eq_ignore_ascii_case("DELIMITER") {
        format!("DELIMITER is a command of the mysql program, not of the server; {accepted}")
    } else {
        format!("{verb} begins no statement that only reads; {accepted}")
    };
    lexed.refusal(Rule::NotReadOnly, 0, &message)
}
