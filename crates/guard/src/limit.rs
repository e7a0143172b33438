//! Splicing a limit into a statement's text at byte offsets that a dialect found.
//!
//! What to put where is the dialect's matter; this file makes the two texts of it and checks the offsets.
//! The text outside the edits is never touched: printers change meaning, a splice doesn't.

use std::ops::Range;

use crate::{AppliedLimit, Refusal, Rule};

/// A statement's text after the limit was dealt with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Limited {
    /// For the server: one row more than shown.
    pub(crate) text: String,
    /// For people.
    pub(crate) shown: String,
    /// What was done.
    pub(crate) applied: AppliedLimit,
}

/// One replacement in a statement's text; an insertion where the span is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Edit {
    /// The bytes of the user's text that go.
    pub(crate) span: Range<usize>,
    /// What comes in their place.
    pub(crate) with: String,
}

impl Edit {
    /// Puts text between two bytes.
    pub(crate) fn insert(offset: usize, with: impl Into<String>) -> Self {
        Self { span: offset..offset, with: with.into() }
    }

    /// Puts text in the place of other text.
    pub(crate) fn replace(span: Range<usize>, with: impl Into<String>) -> Self {
        Self { span, with: with.into() }
    }
}

impl Limited {
    /// The user's text as it stands: its own limit is low enough, or it takes none.
    pub(crate) fn unchanged(sql: &str, applied: AppliedLimit) -> Self {
        Self { text: sql.to_owned(), shown: sql.to_owned(), applied }
    }

    /// Splices twice: with `rows` for people, and with one row more for the server.
    ///
    /// `edits` tells the edits for a number of rows, in the order of the text.
    pub(crate) fn spliced(
        sql: &str,
        applied: AppliedLimit,
        rows: u64,
        edits: impl Fn(u64) -> Vec<Edit>,
    ) -> Result<Self, Refusal> {
        let text = splice(sql, &edits(rows.saturating_add(1))).ok_or_else(not_understood)?;
        let shown = splice(sql, &edits(rows)).ok_or_else(not_understood)?;
        Ok(Self { text, shown, applied })
    }
}

/// The text with all edits made; none if they overlap, go backwards or cut a character.
pub(crate) fn splice(sql: &str, edits: &[Edit]) -> Option<String> {
    let grown: usize = edits.iter().map(|edit| edit.with.len()).sum();
    let mut text = String::with_capacity(sql.len() + grown);
    let mut copied = 0;
    for edit in edits {
        text.push_str(sql.get(copied..edit.span.start)?);
        text.push_str(&edit.with);
        copied = edit.span.end.max(edit.span.start);
    }
    text.push_str(sql.get(copied..)?);
    Some(text)
}

/// The refusal for a limit that cannot be capped without a doubt.
pub(crate) fn not_understood() -> Refusal {
    let message =
        "The LIMIT of this statement cannot be capped safely; write it as a plain number at the end";
    Refusal::new(Rule::LimitNotUnderstood, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asks_the_server_for_one_row_more_than_is_shown() {
        let limited = Limited::spliced("SELECT 1", AppliedLimit::Injected, 10, |rows| {
            vec![Edit::insert(8, format!(" LIMIT {rows}"))]
        });
        assert_eq!(
            limited,
            Ok(Limited {
                text: "SELECT 1 LIMIT 11".to_owned(),
                shown: "SELECT 1 LIMIT 10".to_owned(),
                applied: AppliedLimit::Injected,
            })
        );
    }

    #[test]
    fn makes_several_edits_and_leaves_the_rest() {
        let edits =
            [Edit::insert(0, "<"), Edit::replace(2..4, "…"), Edit::insert(4, "!"), Edit::insert(6, ">")];
        assert_eq!(splice("abcdef", &edits).as_deref(), Some("<ab…!ef>"));
        assert_eq!(splice("abcdef", &[]).as_deref(), Some("abcdef"));
    }

    #[test]
    fn refuses_edits_that_overlap_go_backwards_or_cut_a_character() {
        for edits in [
            vec![Edit::replace(0..3, ""), Edit::insert(2, "")],
            vec![Edit::insert(2, ""), Edit::insert(1, "")],
            vec![Edit::insert(99, "")],
            vec![Edit::replace(0..99, "")],
        ] {
            assert_eq!(splice("abcdef", &edits), None, "{edits:?}");
        }
        assert_eq!(splice("姓名", &[Edit::insert(1, "")]), None);
    }

    #[test]
    fn a_limit_of_the_highest_number_does_not_overflow() {
        let limited = Limited::spliced("", AppliedLimit::Capped, u64::MAX, |rows| {
            vec![Edit::insert(0, rows.to_string())]
        });
        assert_eq!(limited.unwrap().text, u64::MAX.to_string());
    }
}
