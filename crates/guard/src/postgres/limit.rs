//! The outermost LIMIT or FETCH of a SELECT: left, lowered or added, by splices at tokens.
//!
//! The tree tells whether there is one and what it says; the tokens tell where. What comes out is lexed and parsed
//! again, and must be the same tree but for the limit, else there is a refusal.

mod place;
mod proof;

use pg_query::{
    NodeEnum, NodeRef,
    protobuf::{AConst, ParseResult, SelectStmt, a_const::Val},
};

use super::{statement::root, walk::Ground};
use crate::{
    AppliedLimit, Refusal, RowLimits,
    limit::{Edit, Limited, not_understood},
};

/// The limit that a statement has of its own.
#[derive(Debug, PartialEq, Eq)]
enum Own {
    None,
    /// A number, with the byte where it stands (-1 for `FETCH FIRST ROW ONLY`).
    Number(i64, i32),
    /// `ALL` or `NULL`, with the byte where it stands.
    Unlimited(i32),
    /// Anything that the server will compute.
    Expression,
}

/// Deals with the limit of a statement whose tree is a SELECT. Gives the texts and the most rows that may leave.
pub(super) fn apply(
    ground: Ground<'_>,
    tree: &mut ParseResult,
    limits: RowLimits,
) -> Result<(Limited, u64), Refusal> {
    let sql = ground.sql;
    // One row more is asked for, and LIMIT is a bigint.
    let most = u64::try_from(i64::MAX - 1).unwrap_or(u64::MAX);
    let max = limits.max.min(most);
    let default = limits.default.min(max);
    let Some(NodeRef::SelectStmt(select)) = root(tree) else { return Err(not_understood()) };
    match own_limit(select) {
        Own::Number(rows, _) if u64::try_from(rows).is_ok_and(|rows| rows <= max) || rows < 0 => {
            // A negative number is the server's own error.
            Ok((Limited::unchanged(sql, AppliedLimit::Kept), max))
        }
        Own::None => {
            let end = place::end_of_query(ground.tokens).ok_or_else(not_understood)?;
            let edits = |rows: u64| vec![Edit::insert(end, format!(" LIMIT {rows}"))];
            let text = proof::number(ground, tree, &edits(default + 1), default + 1)?;
            let limited = Limited::spliced(sql, AppliedLimit::Injected, default, edits)?;
            Ok((Limited { text, ..limited }, default))
        }
        Own::Number(_, at) | Own::Unlimited(at) => {
            let span = place::token_at(ground.tokens, at).ok_or_else(not_understood)?;
            let edits = |rows: u64| vec![Edit::replace(span.clone(), rows.to_string())];
            let text = proof::number(ground, tree, &edits(max + 1), max + 1)?;
            let limited = Limited::spliced(sql, AppliedLimit::Capped, max, edits)?;
            Ok((Limited { text, ..limited }, max))
        }
        Own::Expression => {
            let (edits, text) = cap_expression(ground, tree, max)?;
            let limited = Limited::spliced(sql, AppliedLimit::Capped, max, edits)?;
            Ok((Limited { text, ..limited }, max))
        }
    }
}

/// `LIMIT x` becomes `LIMIT least((x)::int8, cap)`: NULL, which is no limit, becomes the cap.
///
/// Which LIMIT is the outermost, only the tree can tell: the candidates are tried from the last to the first.
fn cap_expression(
    ground: Ground<'_>,
    tree: &mut ParseResult,
    max: u64,
) -> Result<(impl Fn(u64) -> Vec<Edit>, String), Refusal> {
    for span in place::limit_expressions(ground) {
        let edits = move |rows: u64| {
            vec![Edit::insert(span.start, "least(("), Edit::insert(span.end, format!(")::int8, {rows})"))]
        };
        if let Ok(text) = proof::least(ground, tree, &edits(max + 1), max + 1) {
            return Ok((edits, text));
        }
    }
    Err(not_understood())
}

fn own_limit(select: &SelectStmt) -> Own {
    let Some(limit) = select.limit_count.as_deref().and_then(|limit| limit.node.as_ref()) else {
        return Own::None;
    };
    match limit {
        NodeEnum::AConst(AConst { isnull: true, location, .. }) => Own::Unlimited(*location),
        NodeEnum::AConst(AConst { location, .. }) => match number(limit) {
            Some(rows) => Own::Number(rows, *location),
            None => Own::Expression,
        },
        _ => Own::Expression,
    }
}

/// The whole number that a constant is.
fn number(node: &NodeEnum) -> Option<i64> {
    match node {
        NodeEnum::AConst(AConst { isnull: false, val: Some(Val::Ival(integer)), .. }) => {
            Some(i64::from(integer.ival))
        }
        // A number that is too large for an integer of four bytes; with underscores as it was written.
        NodeEnum::AConst(AConst { isnull: false, val: Some(Val::Fval(float)), .. }) => {
            float.fval.replace('_', "").parse().ok()
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;
