//! Finds the outermost query's limit, and says what to do about it. SQLite takes any expression for a limit, a
//! negative one for none, and no limit at all behind VALUES.

use std::ops::Range;

use crate::{
    Refusal, RowLimits, Rule,
    lexed::Lexed,
    splice::{Piece, Plan, place_after},
    token::TokenKind,
};

/// Reserved words that no expression of a limit holds outside parentheses: no clause comes after LIMIT.
const CLAUSES: &[&str] = &[
    "EXCEPT",
    "FROM",
    "GROUP",
    "HAVING",
    "INTERSECT",
    "JOIN",
    "LIMIT",
    "ORDER",
    "SELECT",
    "UNION",
    "VALUES",
    "WHERE",
];

/// What to do about the limit of the query.
pub(super) fn plan(lexed: &Lexed<'_>, limits: RowLimits) -> Result<Plan, Refusal> {
    let outer = outermost(lexed);
    let core = outer.iter().rposition(|&index| lexed.is_any(index, &["SELECT", "VALUES"]));
    let core = core.map_or(0, |place| outer[place]);
    let limit = outer.iter().copied().find(|&index| lexed.is(index, "LIMIT"));
    let (at, lead) = place_after(lexed, lexed.len() - 1, lexed.end());
    match limit {
        Some(limit) if limit < core => {
            let message = "A LIMIT before UNION, EXCEPT or INTERSECT needs a subquery of its own";
            Err(lexed.refusal(Rule::LimitNotUnderstood, limit, message))
        }
        Some(limit) if lexed.is(core, "VALUES") => {
            let message = "SQLite takes no LIMIT after VALUES; write SELECT * FROM (VALUES …) LIMIT n";
            Err(lexed.refusal(Rule::LimitNotUnderstood, limit, message))
        }
        Some(limit) => count(lexed, limit).map(|count| cap(lexed, count, limits)),
        // Only the last part is wrapped: the first one gives the columns their names.
        None if lexed.is(core, "VALUES") => {
            let end = if lead == " " { ") LIMIT " } else { "\n) LIMIT " };
            let pieces =
                vec![Piece::text(lexed.span(core).start, "SELECT * FROM ("), Piece::rows(at, end, "")];
            Ok(Plan::inject(limits, pieces))
        }
        None => Ok(Plan::inject(limits, vec![Piece::rows(at, format!("{lead}LIMIT "), "")])),
    }
}

/// One row more than the maximum must still be an SQLite integer.
pub(super) fn within_integers(limits: RowLimits) -> RowLimits {
    let most = i64::MAX.unsigned_abs() - 1;
    RowLimits { default: limits.default.min(most), max: limits.max.min(most) }
}

/// The tokens outside all parentheses.
fn outermost(lexed: &Lexed<'_>) -> Vec<usize> {
    let mut outer = Vec::new();
    let mut index = 0;
    while index < lexed.len() {
        outer.push(index);
        index = lexed.skip(index);
    }
    outer
}

/// The tokens of the number of rows: `LIMIT n`, `LIMIT n OFFSET m`, `LIMIT m, n`.
fn count(lexed: &Lexed<'_>, limit: usize) -> Result<Range<usize>, Refusal> {
    let mut separators = Vec::new();
    let mut index = limit + 1;
    while index < lexed.len() {
        if lexed.kind(index) == Some(TokenKind::Comma) || lexed.is(index, "OFFSET") {
            separators.push(index);
        }
        // But for `a IS DISTINCT FROM b`.
        if lexed.is_any(index, CLAUSES) && !lexed.is(index - 1, "DISTINCT") {
            return Err(not_understood(lexed, limit));
        }
        index = lexed.skip(index);
    }
    let (count, other) = match separators[..] {
        [] => (limit + 1..lexed.len(), None),
        [comma] if lexed.kind(comma) == Some(TokenKind::Comma) => {
            (comma + 1..lexed.len(), Some(limit + 1..comma))
        }
        [offset] => (limit + 1..offset, Some(offset + 1..lexed.len())),
        _ => (0..0, None),
    };
    if count.is_empty() || other.is_some_and(|other| other.is_empty()) {
        return Err(not_understood(lexed, limit));
    }
    Ok(count)
}

fn not_understood(lexed: &Lexed<'_>, limit: usize) -> Refusal {
    let message = "This LIMIT is not understood; accepted are LIMIT n, LIMIT n OFFSET m and LIMIT m, n";
    lexed.refusal(Rule::LimitNotUnderstood, limit, message)
}

fn cap(lexed: &Lexed<'_>, count: Range<usize>, limits: RowLimits) -> Plan {
    let is_plain = |index: usize| {
        lexed.kind(index) == Some(TokenKind::Number)
            && lexed.text(index).bytes().all(|byte| byte.is_ascii_digit())
    };
    let bytes = lexed.span(count.start).start..lexed.span(count.end - 1).end;
    if count.len() == 1 && is_plain(count.start) {
        return Plan::literal(lexed, count.start, limits);
    }
    let is_negative = count.len() == 2 && lexed.text(count.start) == "-" && is_plain(count.start + 1);
    if is_negative && lexed.text(count.start + 1).bytes().any(|digit| digit != b'0') {
        return Plan::cap(limits, vec![Piece::number(bytes)]);
    }
    // Without its sign bit a negative number, which would mean no limit, is a huge one. Testing it instead would
    // take the expression twice, and random() is another number the second time.
    let before = Piece::rows(bytes.start, "min(", ", (");
    Plan::cap(limits, vec![before, Piece::text(bytes.end, ") & 9223372036854775807)")])
}
