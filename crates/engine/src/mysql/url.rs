//! What a MySQL URL may say.

use crate::TargetError;

/// Where the database is and how to sign in.
#[derive(Clone, Debug)]
pub(crate) struct Address {}

impl Address {
    /// Reads what follows `scheme://`.
    pub(crate) fn parse(_rest: &str, _ssl_disabled: bool) -> Result<Self, TargetError> {
        todo!()
    }
}
