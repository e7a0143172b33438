//! Signing in: passwords, sessions, tokens, accounts. Says who a caller is; what they may do is decided by each
//! use case.

mod accounts;
mod attempts;
mod common_passwords;
mod identities;
mod passwords;
mod secrets;
mod sessions;
mod sign_in;
mod tokens;

use std::time::Duration;

use weir_model::Role;

use crate::auth::{attempts::Attempts, identities::Identities, passwords::Passwords};

pub use accounts::{ChangeUser, CreateUser, MadeUser};
pub use identities::{Authenticated, Csrf};
pub use secrets::TOKEN_PREFIX;
pub use sign_in::{SignIn, SignedIn};
pub use tokens::{CreateToken, MadeToken, TokenOf};

/// What the operator may set about signing in.
#[derive(Clone, Debug)]
pub struct AuthSettings {
    /// A session that nobody used for this long is over.
    pub session_idle: Duration,
    /// A session is over after this long, used or not.
    pub session_max: Duration,
    /// What callers without credentials may do; none means nothing.
    pub anonymous_role: Option<Role>,
    /// How costly a password is to try.
    pub password_cost: PasswordCost,
}

/// How costly a password is to try: the parameters of Argon2id.
#[derive(Clone, Copy, Debug)]
pub struct PasswordCost {
    /// Memory, in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
}

impl Default for AuthSettings {
    /// A session ends as ASVS 4.0.3 asks at level 2 (3.3.2).
    fn default() -> Self {
        Self {
            session_idle: Duration::from_mins(30),
            session_max: Duration::from_hours(12),
            anonymous_role: None,
            password_cost: PasswordCost::default(),
        }
    }
}

impl Default for PasswordCost {
    /// What OWASP's Password Storage Cheat Sheet recommends for Argon2id.
    fn default() -> Self {
        Self { memory_kib: 19 * 1024, passes: 2 }
    }
}

/// What signing in works with.
#[derive(Debug)]
pub(crate) struct Auth {
    pub(crate) settings: AuthSettings,
    pub(crate) passwords: Passwords,
    pub(crate) attempts: Attempts,
    pub(crate) identities: Identities,
}

impl Auth {
    pub(crate) fn new(settings: AuthSettings) -> Self {
        Self {
            passwords: Passwords::new(settings.password_cost),
            attempts: Attempts::default(),
            identities: Identities::default(),
            settings,
        }
    }
}
