//! SQLite: our lexer's class of statement and the limit; what the authorizer may let through.

use crate::{GuardContext, ReadOnlyQuery, Refusal};

/// Whether SQL may call this function; asked by the authorizer with the resolved name.
pub fn function_allowed(_name: &str) -> bool {
    todo!()
}

/// Whether SQL may read this pragma; asked by the authorizer. A pragma with an argument that would set it is not.
pub fn pragma_allowed(_name: &str, _argument: Option<&str>) -> bool {
    todo!()
}

pub(crate) fn parse(_sql: &str, _context: &GuardContext) -> Result<ReadOnlyQuery, Refusal> {
    todo!()
}
