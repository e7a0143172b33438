//! Pieces of a limit put into a statement's text at byte offsets, for MySQL, MariaDB and SQLite: the text is
//! never printed from a tree, because printers change meaning.

use std::ops::Range;

use crate::{AppliedLimit, RowLimits, lexed::Lexed, limit::Limited};

/// One piece of text in place of another, as people see it and as the server gets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Edit {
    /// The bytes that go; empty for an insertion.
    pub(crate) at: Range<usize>,
    shown: String,
    text: String,
}

impl Edit {
    /// A piece that states a number of rows: the server is asked for one more, so that a cut is noticed.
    pub(crate) fn rows(at: Range<usize>, rows: u64, write: impl Fn(u64) -> String) -> Self {
        Self { at, shown: write(rows), text: write(rows.saturating_add(1)) }
    }

    /// A piece that is the same for both.
    pub(crate) fn plain(at: usize, text: &str) -> Self {
        Self { at: at..at, shown: text.to_owned(), text: text.to_owned() }
    }
}

/// What to do about the limit, and the most rows that may leave.
#[derive(Debug)]
pub(crate) struct Plan {
    edits: Vec<Edit>,
    applied: AppliedLimit,
    pub(crate) max_rows: u64,
}

impl Plan {
    /// The statement had no limit: `edits` add the default.
    pub(crate) fn inject(limits: RowLimits, edits: Vec<Edit>) -> Self {
        Self { edits, applied: AppliedLimit::Injected, max_rows: limits.default }
    }

    /// The statement's own limit is too high, or can't be read: `edits` put the maximum there.
    pub(crate) fn cap(limits: RowLimits, edits: Vec<Edit>) -> Self {
        Self { edits, applied: AppliedLimit::Capped, max_rows: limits.max }
    }

    /// The statement's own limit stands.
    pub(crate) fn keep(limits: RowLimits) -> Self {
        Self { edits: Vec::new(), applied: AppliedLimit::Kept, max_rows: limits.max }
    }

    /// The statement takes no limit.
    pub(crate) fn none(limits: RowLimits) -> Self {
        Self { edits: Vec::new(), applied: AppliedLimit::NotApplicable, max_rows: limits.max }
    }

    /// A limit written as the number at token `index`.
    pub(crate) fn literal(lexed: &Lexed<'_>, index: usize, limits: RowLimits) -> Self {
        // Digits that don't fit into 64 bits are certainly too many.
        let asked = lexed.text(index).parse().unwrap_or(u64::MAX);
        if asked <= limits.max {
            return Self::keep(limits);
        }
        Self::cap(limits, vec![Edit::rows(lexed.span(index), limits.max, |rows| rows.to_string())])
    }

    /// The statement's text with the edits, which stand in the order of their places.
    pub(crate) fn apply(&self, sql: &str) -> Limited {
        let build = |pick: fn(&Edit) -> &str| {
            let mut out = String::with_capacity(sql.len() + 64);
            let mut from = 0;
            for edit in &self.edits {
                out.push_str(sql.get(from..edit.at.start).unwrap_or_default());
                out.push_str(pick(edit));
                from = edit.at.end;
            }
            out.push_str(sql.get(from..).unwrap_or_default());
            out
        };
        Limited { text: build(|edit| &edit.text), shown: build(|edit| &edit.shown), applied: self.applied }
    }

    /// Whether `spliced` is the statement and nothing but the edits differ: the tokens before the first and
    /// after the last one are the same, in the same number.
    pub(crate) fn holds(&self, lexed: &Lexed<'_>, spliced: &Lexed<'_>) -> bool {
        let (Some(first), Some(last)) = (self.edits.first(), self.edits.last()) else {
            return lexed.sql() == spliced.sql();
        };
        let before = lexed.tokens().iter().take_while(|token| token.span.end <= first.at.start).count();
        let after = lexed.tokens().iter().rev().take_while(|token| token.span.start >= last.at.end).count();
        before + after <= spliced.len()
            && (0..before).all(|i| lexed.text(i) == spliced.text(i))
            && (1..=after).all(|i| lexed.text(lexed.len() - i) == spliced.text(spliced.len() - i))
    }
}

/// Where a clause goes that follows the token `last`, before `boundary`, and what must precede it. A comment
/// in between stays before the clause, because SQLite takes column names from the text, comments included.
pub(crate) fn place_after(lexed: &Lexed<'_>, last: usize, boundary: usize) -> (usize, &'static str) {
    let end = lexed.span(last).end;
    let gap = lexed.sql().get(end..boundary).unwrap_or_default();
    let trimmed = gap.trim_ascii_end();
    if trimmed.is_empty() { (end, " ") } else { (end + trimmed.len(), "\n") }
}
