//! Finds the outermost query's limit, and says what to do about it.
//!
//! `LIMIT n`, `LIMIT m, n`, `LIMIT n OFFSET m`, each with MariaDB's `ROWS EXAMINED k`, and MariaDB's
//! `OFFSET m ROWS FETCH FIRST n ROWS ONLY | WITH TIES` (its manual's "LIMIT" and "SELECT ... OFFSET ... FETCH").

use crate::{
    Dialect, Refusal, RowLimits, Rule,
    lexed::Lexed,
    splice::{Piece, Plan, place_after},
    token::TokenKind,
};

/// Words between the queries of one statement.
const SET_OPERATORS: &[&str] = &["UNION", "EXCEPT", "INTERSECT"];

/// The tokens of the outermost query, without parentheses around the whole.
#[derive(Clone, Copy, Debug)]
struct Query {
    start: usize,
    /// After the last token.
    end: usize,
    /// Where the text goes on that is not the query's: a `)`, a `;`, the end.
    boundary: usize,
}

/// What stands where a limit may stand.
#[derive(Clone, Copy, Debug)]
enum Found {
    Nothing,
    /// The number of rows is this token.
    Number(usize),
    /// One row, by not saying a number: `FETCH FIRST ROW ONLY`.
    One,
    /// `LIMIT ROWS EXAMINED k`, and ROWS is this token.
    OnlyExamined(usize),
    /// `OFFSET m ROWS` alone.
    OnlyOffset,
}

/// What to do about the limit of the statement.
pub(super) fn plan(lexed: &Lexed<'_>, dialect: Dialect, limits: RowLimits) -> Result<Plan, Refusal> {
    let query = outermost(lexed);
    let (at, lead) = place_after(lexed, query.end - 1, query.boundary);
    let piece = match find(lexed, query, dialect)? {
        Found::Number(index) => return Ok(Plan::literal(lexed, index, limits)),
        Found::One => return Ok(Plan::keep(limits)),
        Found::OnlyExamined(rows) => Piece::rows(lexed.span(rows).start, "", " "),
        Found::OnlyOffset => Piece::rows(at, format!("{lead}FETCH NEXT "), " ROWS ONLY"),
        Found::Nothing => Piece::rows(at, format!("{lead}LIMIT "), ""),
    };
    Ok(Plan::inject(limits, vec![piece]))
}

/// Goes inside parentheses that hold the whole query: there its own limit stands.
fn outermost(lexed: &Lexed<'_>) -> Query {
    let mut query = Query { start: 0, end: lexed.len(), boundary: lexed.end() };
    while lexed.kind(query.start) == Some(TokenKind::Open) && lexed.partner(query.start) + 1 == query.end {
        query =
            Query { start: query.start + 1, end: query.end - 1, boundary: lexed.span(query.end - 1).start };
    }
    query
}

/// The first limiting clause outside parentheses; nothing may follow it.
fn find(lexed: &Lexed<'_>, query: Query, dialect: Dialect) -> Result<Found, Refusal> {
    let mut index = query.start;
    while index < query.end {
        let clause = if lexed.is(index, "LIMIT") {
            limit(lexed, index)
        } else if dialect == Dialect::MariaDb && lexed.is(index, "OFFSET") {
            offset(lexed, index)
        } else if lexed.is(index, "FETCH") {
            fetch(lexed, index)
        } else {
            index = lexed.skip(index);
            continue;
        };
        return match clause {
            Some((found, next)) if next == query.end => Ok(found),
            Some((_, next)) if lexed.is_any(next, SET_OPERATORS) => {
                let message = "A limit before UNION, EXCEPT or INTERSECT needs parentheses around its query";
                Err(lexed.refusal(Rule::LimitNotUnderstood, next, message))
            }
            _ => {
                let message = "This limit is not understood; accepted are LIMIT n, LIMIT m, n and LIMIT n OFFSET m with \
                               plain numbers";
                Err(lexed.refusal(Rule::LimitNotUnderstood, index, message))
            }
        };
    }
    Ok(Found::Nothing)
}

/// From LIMIT on: what it says, and the token after it.
fn limit(lexed: &Lexed<'_>, index: usize) -> Option<(Found, usize)> {
    let first = index + 1;
    if let Some(next) = examined(lexed, first) {
        return Some((Found::OnlyExamined(first), next));
    }
    number(lexed, first)?;
    let (count, next) = if lexed.kind(first + 1) == Some(TokenKind::Comma) {
        (number(lexed, first + 2)?, first + 3)
    } else if lexed.is(first + 1, "OFFSET") {
        number(lexed, first + 2)?;
        (first, first + 3)
    } else {
        (first, first + 1)
    };
    Some((Found::Number(count), examined(lexed, next).unwrap_or(next)))
}

/// `ROWS EXAMINED k`: the token after it.
fn examined(lexed: &Lexed<'_>, index: usize) -> Option<usize> {
    lexed.starts_with(index, &["ROWS", "EXAMINED"]).then(|| number(lexed, index + 2)).flatten().map(|k| k + 1)
}

/// From OFFSET on.
fn offset(lexed: &Lexed<'_>, index: usize) -> Option<(Found, usize)> {
    number(lexed, index + 1)?;
    if !lexed.is_any(index + 2, &["ROW", "ROWS"]) {
        return None;
    }
    let next = index + 3;
    if lexed.is(next, "FETCH") { fetch(lexed, next) } else { Some((Found::OnlyOffset, next)) }
}

/// From FETCH on. Ties may exceed any number; the fetch loop holds them.
fn fetch(lexed: &Lexed<'_>, index: usize) -> Option<(Found, usize)> {
    if !lexed.is_any(index + 1, &["FIRST", "NEXT"]) {
        return None;
    }
    let count = number(lexed, index + 2);
    let rows = count.map_or(index + 2, |count| count + 1);
    if !lexed.is_any(rows, &["ROW", "ROWS"]) {
        return None;
    }
    let next = if lexed.is(rows + 1, "ONLY") {
        rows + 2
    } else if lexed.starts_with(rows + 1, &["WITH", "TIES"]) {
        rows + 3
    } else {
        return None;
    };
    Some((count.map_or(Found::One, Found::Number), next))
}

/// The token, if it is a plain number: the servers take no other here.
fn number(lexed: &Lexed<'_>, index: usize) -> Option<usize> {
    let is_plain = lexed.kind(index) == Some(TokenKind::Number)
        && lexed.text(index).bytes().all(|byte| byte.is_ascii_digit());
    is_plain.then_some(index)
}
