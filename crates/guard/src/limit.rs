//! Splicing a limit into a statement's text at byte offsets that a dialect found.

use crate::AppliedLimit;

/// A statement's text after the limit was dealt with.
#[derive(Debug)]
pub(crate) struct Limited {
    /// For the server: one row more than shown.
    pub(crate) text: String,
    /// For people.
    pub(crate) shown: String,
    /// What was done.
    pub(crate) applied: AppliedLimit,
}
