//! Rows on their way to standard output.

pub(crate) mod printer;
pub(crate) mod table;
