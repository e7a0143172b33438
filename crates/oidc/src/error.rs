//! Why somebody could not be signed in at the provider. No text of these holds a secret, a token or a code.

use thiserror::Error;

/// What went wrong, named for who can do something about it.
#[derive(Debug, Error)]
pub enum Error {
    /// The operator's settings can't work.
    #[error("{0}")]
    Settings(String),
    /// The provider can't be reached, or has a fault.
    #[error("the identity provider cannot be reached: {0}")]
    Unreachable(String),
    /// The provider says no to the code: it is old, was used, or is not for us.
    #[error("the identity provider refused the sign-in: {0}")]
    Refused(String),
    /// The provider's answer is not one that may be believed.
    #[error("the identity provider's answer is not to be trusted: {0}")]
    Untrusted(String),
}
