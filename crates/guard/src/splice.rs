//! What MySQL, MariaDB and SQLite do about a limit, as a plan: the pieces that go into the text, and the proof
//! that nothing else changed. `limit` makes the texts.

use std::ops::Range;

use crate::{
    AppliedLimit, Refusal, RowLimits,
    lexed::Lexed,
    limit::{Edit, Limited},
};

/// A piece of text in the place of other text.
#[derive(Debug)]
pub(crate) struct Piece {
    at: Range<usize>,
    with: With,
}

#[derive(Debug)]
enum With {
    /// The number of rows, between these texts.
    Rows(String, String),
    Text(String),
}

impl Piece {
    /// The number of rows, in the place of other text.
    pub(crate) fn number(at: Range<usize>) -> Self {
        Self { at, with: With::Rows(String::new(), String::new()) }
    }

    /// The number of rows between two texts, at a byte.
    pub(crate) fn rows(at: usize, before: impl Into<String>, after: impl Into<String>) -> Self {
        Self { at: at..at, with: With::Rows(before.into(), after.into()) }
    }

    /// Other text, at a byte.
    pub(crate) fn text(at: usize, text: impl Into<String>) -> Self {
        Self { at: at..at, with: With::Text(text.into()) }
    }

    fn edit(&self, rows: u64) -> Edit {
        let with = match &self.with {
            With::Rows(before, after) => format!("{before}{rows}{after}"),
            With::Text(text) => text.clone(),
        };
        Edit::replace(self.at.clone(), with)
    }
}

/// What to do about the limit of a statement.
#[derive(Debug)]
pub(crate) struct Plan {
    /// In the order of the text.
    pieces: Vec<Piece>,
    applied: AppliedLimit,
    /// The most rows that may leave.
    pub(crate) max_rows: u64,
}

impl Plan {
    /// The statement has no limit: the pieces add the default.
    pub(crate) fn inject(limits: RowLimits, pieces: Vec<Piece>) -> Self {
        Self { pieces, applied: AppliedLimit::Injected, max_rows: limits.default }
    }

    /// The statement's own limit is too high, or can't be read: the pieces put the maximum there.
    pub(crate) fn cap(limits: RowLimits, pieces: Vec<Piece>) -> Self {
        Self { pieces, applied: AppliedLimit::Capped, max_rows: limits.max }
    }

    /// The statement's own limit stands.
    pub(crate) fn keep(limits: RowLimits) -> Self {
        Self { pieces: Vec::new(), applied: AppliedLimit::Kept, max_rows: limits.max }
    }

    /// The statement takes no limit.
    pub(crate) fn none(limits: RowLimits) -> Self {
        Self { pieces: Vec::new(), applied: AppliedLimit::NotApplicable, max_rows: limits.max }
    }

    /// A limit that is the number at token `index`.
    pub(crate) fn literal(lexed: &Lexed<'_>, index: usize, limits: RowLimits) -> Self {
        // Digits that don't fit into 64 bits are certainly too many.
        let asked: u64 = lexed.text(index).parse().unwrap_or(u64::MAX);
        if asked <= limits.max {
            return Self::keep(limits);
        }
        Self::cap(limits, vec![Piece::number(lexed.span(index))])
    }

    /// The statement's text with the pieces in it.
    pub(crate) fn apply(&self, sql: &str) -> Result<Limited, Refusal> {
        if self.pieces.is_empty() {
            return Ok(Limited::unchanged(sql, self.applied));
        }
        let edits = |rows| self.pieces.iter().map(|piece| piece.edit(rows)).collect();
        Limited::spliced(sql, self.applied, self.max_rows, edits)
    }

    /// What is done.
    pub(crate) fn applied(&self) -> AppliedLimit {
        self.applied
    }

    /// The limits under which the text for the server keeps its limit.
    pub(crate) fn limits_of_text(&self) -> RowLimits {
        let rows = self.max_rows.saturating_add(1);
        RowLimits { default: rows, max: rows }
    }

    /// Whether the spliced statement has the same tokens as `lexed` before the first piece and after the last.
    pub(crate) fn keeps_the_rest(&self, lexed: &Lexed<'_>, spliced: &Lexed<'_>) -> bool {
        let (Some(first), Some(last)) = (self.pieces.first(), self.pieces.last()) else {
            return lexed.sql() == spliced.sql();
        };
        let before = lexed.tokens().iter().take_while(|token| token.span.end <= first.at.start).count();
        let after = lexed.tokens().iter().rev().take_while(|token| token.span.start >= last.at.end).count();
        before + after < spliced.len()
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
