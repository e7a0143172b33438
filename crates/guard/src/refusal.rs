//! The guard's no: which rule, where, and one sentence that a person understands.

use std::fmt;

use crate::text;

/// The longest message, in characters.
const MAX_MESSAGE: usize = 300;

/// The longest subject, in characters. PostgreSQL and MySQL names have at most 64.
const MAX_SUBJECT: usize = 100;

/// A rule of the guard. Its name is stable: clients, metrics and documents use it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rule {
    /// Nothing to run: blank or only comments.
    Empty,
    /// Over 1 MiB of text.
    TooLong,
    /// Over 50,000 tokens.
    TooManyTokens,
    /// Parentheses, subqueries or CASE deeper than 200.
    TooDeep,
    /// A NUL byte.
    NulByte,
    /// A character that looks like SQL and isn't: a no-break space, a full-width semicolon.
    LookalikeCharacter,
    /// A string, quoted name or comment that never ends.
    Unterminated,
    /// A comment whose content MySQL or MariaDB would run.
    ExecutableComment,
    /// More than one statement.
    MultipleStatements,
    /// The grammar of the server does not know this text.
    Syntax,
    /// A statement that is none of those which read.
    NotReadOnly,
    /// A statement that writes, hidden in one that reads: a CTE, EXPLAIN ANALYZE.
    WriteInside,
    /// `SELECT … INTO`.
    SelectInto,
    /// `FOR UPDATE`, `FOR SHARE` and the like.
    LockingRead,
    /// A function that is not known to be harmless.
    FunctionNotAllowed,
    /// A clause or kind of expression that the guard doesn't know to be harmless.
    ConstructNotAllowed,
    /// A parameter such as `$1` or `?`: there is nobody to fill it.
    Parameter,
    /// A variable that the statement would set, or that isn't for reading.
    Variable,
    /// A pragma that is not on the list.
    PragmaNotAllowed,
    /// A `LIMIT` that cannot be capped safely.
    LimitNotUnderstood,
}

impl Rule {
    /// The stable name, such as `multiple-statements`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLong => "too-long",
            Self::TooManyTokens => "too-many-tokens",
            Self::TooDeep => "too-deep",
            Self::NulByte => "nul-byte",
            Self::LookalikeCharacter => "lookalike-character",
            Self::Unterminated => "unterminated",
            Self::ExecutableComment => "executable-comment",
            Self::MultipleStatements => "multiple-statements",
            Self::Syntax => "syntax",
            Self::NotReadOnly => "not-read-only",
            Self::WriteInside => "write-inside",
            Self::SelectInto => "select-into",
            Self::LockingRead => "locking-read",
            Self::FunctionNotAllowed => "function-not-allowed",
            Self::ConstructNotAllowed => "construct-not-allowed",
            Self::Parameter => "parameter",
            Self::Variable => "variable",
            Self::PragmaNotAllowed => "pragma-not-allowed",
            Self::LimitNotUnderstood => "limit-not-understood",
        }
    }
}

/// Why a statement may not run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The rule that said no.
    pub rule: Rule,
    /// One sentence for a person, in English, without a trailing dot. Never longer than 300 characters.
    pub message: String,
    /// Where, as a count of characters from 1, when there is a place.
    pub position: Option<usize>,
    /// What the sentence is about: a function's name, a keyword; clients translate with it.
    pub subject: Option<String>,
}

impl Refusal {
    /// A refusal without a place. The message is cut to its length and freed of control characters.
    pub(crate) fn new(rule: Rule, message: &str) -> Self {
        Self { rule, message: one_line(message, MAX_MESSAGE), position: None, subject: None }
    }

    /// Says where: the byte offset in the statement as the user wrote it.
    #[must_use]
    pub(crate) fn at(mut self, sql: &str, offset: usize) -> Self {
        self.position = Some(text::position(sql, offset));
        self
    }

    /// Says what it is about.
    #[must_use]
    pub(crate) fn about(mut self, subject: &str) -> Self {
        self.subject = Some(one_line(subject, MAX_SUBJECT));
        self
    }
}

/// Text of the user's on its way into a sentence: one line, no control characters, not too long.
fn one_line(text: &str, most: usize) -> String {
    let clean = |c: char| if c.is_control() { ' ' } else { c };
    if text.chars().nth(most).is_none() {
        return text.chars().map(clean).collect();
    }
    let mut cut: String = text.chars().map(clean).take(most - 1).collect();
    cut.push('…');
    cut
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Refusal {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_one_line_of_at_most_300_characters() {
        let refusal = Refusal::new(Rule::Syntax, &"词\n".repeat(400)).about(&"x".repeat(400));
        assert_eq!(refusal.message.chars().count(), 300);
        assert!(!refusal.message.contains('\n'));
        assert!(refusal.message.ends_with('…'));
        assert_eq!(refusal.subject.unwrap().chars().count(), 100);
    }

    #[test]
    fn a_short_message_stays_as_it_is() {
        let refusal = Refusal::new(Rule::Empty, "Nothing to run").at("ä ;", 3);
        assert_eq!((refusal.to_string().as_str(), refusal.position), ("Nothing to run", Some(3)));
    }
}
