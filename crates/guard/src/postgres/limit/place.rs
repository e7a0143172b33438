//! Where in the text a limit stands, or would stand.

use std::ops::Range;

use crate::{
    postgres::{
        lexer::{is_label, is_word},
        walk::Ground,
    },
    token::{Token, TokenKind},
};

/// So many LIMITs of a statement are tried as the outermost.
const MAX_CANDIDATES: usize = 4;

/// The end of the query inside all parentheses that enclose the whole of it, where a LIMIT can be added.
///
/// Behind the last token and before a comment: nothing that our lexer takes for a comment can hide it. Not behind the
/// parentheses after a WITH either: what is inside them may have an OFFSET (see [`crate::postgres::lexer`]).
pub(super) fn end_of_query(tokens: &[Token]) -> Option<usize> {
    let mut inside = tokens;
    while let Some(rest) = whole_in_parentheses(inside) {
        inside = rest;
    }
    Some(inside.last()?.span.end)
}

/// What stands between the last parentheses, if nothing or the end of a WITH stands in front of them.
fn whole_in_parentheses(tokens: &[Token]) -> Option<&[Token]> {
    let (last, rest) = tokens.split_last()?;
    if last.kind != TokenKind::Close {
        return None;
    }
    let mut depth = 0_usize;
    let open = rest.iter().rposition(|token| {
        match token.kind {
            TokenKind::Close => depth += 1,
            TokenKind::Open if depth == 0 => return true,
            TokenKind::Open => depth -= 1,
            _ => {}
        }
        false
    })?;
    let before = open.checked_sub(1).and_then(|before| tokens.get(before));
    let whole = before.is_none_or(|token| token.kind == TokenKind::Close);
    if whole { rest.get(open + 1..) } else { None }
}

/// The token that begins at a byte that the grammar told.
pub(super) fn token_at(tokens: &[Token], location: i32) -> Option<Range<usize>> {
    let start = usize::try_from(location).ok()?;
    let index = tokens.binary_search_by_key(&start, |token| token.span.start).ok()?;
    Some(tokens[index].span.clone())
}

/// The expressions behind LIMIT, or between FETCH FIRST and ROWS, from the last to the first.
pub(super) fn limit_expressions(ground: Ground<'_>) -> impl Iterator<Item = Range<usize>> {
    let Ground { sql, tokens, .. } = ground;
    (0..tokens.len()).rev().filter_map(move |index| expression_at(sql, tokens, index)).take(MAX_CANDIDATES)
}

/// The expression of the limit whose keyword this token is.
fn expression_at(sql: &str, tokens: &[Token], index: usize) -> Option<Range<usize>> {
    let keyword = &tokens[index];
    let before = index.checked_sub(1).and_then(|before| tokens.get(before));
    let is = |word: &str| is_word(sql, keyword, word) && !is_label(sql, before);
    let (first, ends): (usize, &[&str]) = if is("limit") {
        (index + 1, &["offset", "fetch", "for"])
    } else if is("fetch") {
        (index + 2, &["row", "rows"])
    } else {
        return None;
    };
    let mut depth = 0_usize;
    let mut last = None;
    for token in tokens.get(first..)? {
        match token.kind {
            TokenKind::Open => depth += 1,
            TokenKind::Close if depth == 0 => break,
            TokenKind::Close => depth -= 1,
            TokenKind::Word if depth == 0 && ends.iter().any(|end| is_word(sql, token, end)) => break,
            _ => {}
        }
        last = Some(token.span.end);
    }
    let end = last?;
    Some(tokens.get(first)?.span.start..end)
}
