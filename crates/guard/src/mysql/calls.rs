//! The function rule: whatever stands before `(` is a known piece of syntax, a list of column names, or a
//! function on the connection's list. What can't be told apart is refused.

use super::functions::{Form, Functions, objection};
use crate::{Dialect, Refusal, Rule, lexed::Lexed, token::TokenKind};

/// Words that `(` may follow without a function being called, on both servers: keywords that no unquoted
/// function can have for a name.
const SYNTAX: &[&str] = &[
    "ALL",
    "AND",
    "ANY",
    "AS",
    "BETWEEN",
    "BIGINT",
    "BINARY",
    "BIT",
    "BLOB",
    "BY",
    "CASE",
    "CHARACTER",
    "DATETIME",
    "DEC",
    "DECIMAL",
    "DISTINCT",
    "DISTINCTROW",
    "DIV",
    "DOUBLE",
    "ELSE",
    "EXCEPT",
    "EXISTS",
    "FIXED",
    "FLOAT",
    "FROM",
    "GROUP",
    "HAVING",
    "HIGH_PRIORITY",
    "IN",
    "INDEX",
    "INT",
    "INTEGER",
    "INTERSECT",
    "JOIN",
    "KEY",
    "LIKE",
    "LIMIT",
    "MATCH",
    "MEDIUMINT",
    "NCHAR",
    "NOT",
    "NUMERIC",
    "NVARCHAR",
    "ON",
    "OR",
    "OVER",
    "PARTITION",
    "PRECISION",
    "REAL",
    "REGEXP",
    "RLIKE",
    "SELECT",
    "SMALLINT",
    "SOME",
    "SQL_BIG_RESULT",
    "SQL_BUFFER_RESULT",
    "SQL_CACHE",
    "SQL_CALC_FOUND_ROWS",
    "SQL_NO_CACHE",
    "SQL_SMALL_RESULT",
    "STRAIGHT_JOIN",
    "TEXT",
    "THEN",
    "TINYINT",
    "TO",
    "UNION",
    "USING",
    "VALUES",
    "VARBINARY",
    "VARCHAR",
    "VARYING",
    "WHEN",
    "WHERE",
    "XOR",
];
/// More of them on MySQL. On MariaDB these would call a stored function.
const MYSQL_SYNTAX: &[&str] = &["CUBE", "ESCAPE", "LATERAL", "OF", "ROLLUP"];

/// Checks the word at `index`, which `(` follows.
pub(super) fn check(lexed: &Lexed<'_>, index: usize, functions: &Functions) -> Result<(), Refusal> {
    let name = lexed.shown(index);
    if index > 0 && lexed.kind(index - 1) == Some(TokenKind::Dot) {
        let message =
            format!("`{name}` with a schema before it is a stored function, and those are not accepted");
        return Err(lexed.refusal(Rule::FunctionNotAllowed, index, &message));
    }
    if is_syntax(lexed, index, functions.dialect()) || is_column_list(lexed, index) {
        return Ok(());
    }
    let quoted = lexed.kind(index) == Some(TokenKind::QuotedName);
    let plain = if quoted { unquote(lexed.text(index)) } else { lexed.text(index).to_owned() };
    match functions.form(&plain) {
        Some(Form::Native) => {}
        Some(_) if quoted => {
            let message = format!("{name} with quotes is a stored function; write it without");
            return Err(lexed.refusal(Rule::FunctionNotAllowed, index, &message));
        }
        Some(Form::Glued) if lexed.span(index).end != lexed.span(index + 1).start => {
            let message = format!(
                "`{name}` and `(` must stand together: with a blank between, the server looks for a stored function"
            );
            return Err(lexed.refusal(Rule::FunctionNotAllowed, index, &message));
        }
        Some(Form::Keyword | Form::Glued) => {}
        None => return Err(unknown(lexed, index, &plain, functions.dialect())),
    }
    if plain.eq_ignore_ascii_case("LAST_INSERT_ID") && lexed.partner(index + 1) != index + 2 {
        let message =
            "LAST_INSERT_ID with an argument sets a value of the session; only LAST_INSERT_ID() reads";
        return Err(lexed.refusal(Rule::FunctionNotAllowed, index, message));
    }
    Ok(())
}

/// Whether a function of this name may be called in some form, or the word is syntax: for the second opinion.
pub(super) fn is_known(name: &str, functions: &Functions) -> bool {
    functions.form(name).is_some() || contains(SYNTAX, name) || contains(MYSQL_SYNTAX, name)
}

fn is_syntax(lexed: &Lexed<'_>, index: usize, dialect: Dialect) -> bool {
    let Some(word) = lexed.keyword(index) else { return false };
    let before = index.checked_sub(1).and_then(|before| lexed.kind(before));
    contains(SYNTAX, word)
        || (dialect == Dialect::MySql && contains(MYSQL_SYNTAX, word))
        // On MariaDB these two are function names as well, but no expression begins after `)` or a string.
        || (word.eq_ignore_ascii_case("AGAINST") && before == Some(TokenKind::Close))
        || (word.eq_ignore_ascii_case("COLUMNS") && before == Some(TokenKind::String))
}

/// The columns of a CTE, `WITH t (a, b) AS (…)`, or of a derived table, `(…) AS t (a, b)`. No function call
/// can stand in these places: the grammar of both servers knows none that `AS (` follows or that follows `)`.
fn is_column_list(lexed: &Lexed<'_>, index: usize) -> bool {
    let open = index + 1;
    let close = lexed.partner(open);
    if index == 0 || !lexed.is_name_list(open) {
        return false;
    }
    let of_cte = lexed.is(close + 1, "AS") && lexed.kind(close + 2) == Some(TokenKind::Open);
    let alias = if lexed.is(index - 1, "AS") { index - 1 } else { index };
    let of_derived_table = alias > 0 && lexed.kind(alias - 1) == Some(TokenKind::Close);
    of_cte || of_derived_table
}

fn unknown(lexed: &Lexed<'_>, index: usize, name: &str, dialect: Dialect) -> Refusal {
    let shown = lexed.shown(index);
    let message = match objection(dialect, name) {
        Some(why) => format!("The function {shown} is not accepted: {why}"),
        None => format!(
            "The function {shown} is not known to be harmless; only built-in functions that read are accepted"
        ),
    };
    lexed.refusal(Rule::FunctionNotAllowed, index, &message)
}

fn unquote(quoted: &str) -> String {
    quoted.trim_matches('`').replace("``", "`")
}

fn contains(words: &[&str], word: &str) -> bool {
    words.iter().any(|candidate| candidate.eq_ignore_ascii_case(word))
}
