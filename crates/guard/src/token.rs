//! The tokens that the dialects' lexers give: a kind and a place in the text.

use std::ops::Range;

/// What a token is, as far as any dialect's rules care.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// An unquoted word: keyword or name.
    Word,
    /// A quoted name.
    QuotedName,
    /// A string literal of any form.
    String,
    /// A number.
    Number,
    /// `(`
    Open,
    /// `)`
    Close,
    /// `;`
    Semicolon,
    /// `,`
    Comma,
    /// `.`
    Dot,
    /// A parameter or variable: `$1`, `?`, `:name`, `@v`, `@@v`.
    Parameter,
    /// Anything else: operators, brackets.
    Operator,
}

/// A token: comments and blanks are none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    /// What it is.
    pub(crate) kind: TokenKind,
    /// Its bytes in the text.
    pub(crate) span: Range<usize>,
}
