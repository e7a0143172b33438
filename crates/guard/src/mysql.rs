//! MySQL and MariaDB: our lexer's class of statement, sqlparser as second opinion, the static function list.

use weir_model::Function;

use crate::{Dialect, GuardContext, ReadOnlyQuery, Refusal};

/// The functions that may be called on one MySQL or MariaDB connection.
#[derive(Debug)]
pub struct Functions {}

impl Functions {
    pub(crate) fn build(_dialect: Dialect, _reported: &[Function]) -> Self {
        Self {}
    }
}

pub(crate) fn parse(_sql: &str, _context: &GuardContext) -> Result<ReadOnlyQuery, Refusal> {
    todo!()
}
