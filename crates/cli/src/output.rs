//! Rows and findings on their way to the terminal.

pub(crate) mod printer;
pub(crate) mod safety;
pub(crate) mod table;
