//! The guard's no: which rule, where, and one sentence that a person understands.

use std::fmt;

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

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Refusal {}
