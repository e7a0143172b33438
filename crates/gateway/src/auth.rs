//! Signing in: passwords, sessions, tokens, accounts. Says who a caller is; what they may do is decided by each
//! use case.

mod accounts;
mod attempts;
mod common_passwords;
mod identities;
mod oidc;
mod passwords;
mod secrets;
mod sessions;
mod sign_in;
mod tokens;

use std::time::Duration;

use tokio::sync::OnceCell;
use weir_model::{Role, Secret};

use crate::{
    Error, Gateway,
    auth::{
        attempts::Attempts,
        identities::Identities,
        passwords::{Checked, Passwords},
    },
};

pub use accounts::{ChangeUser, CreateUser, MadeUser, NewPassword};
pub use identities::{Authenticated, Csrf};
pub use oidc::{CameBack, OidcProblem, OidcSignIn, SentAway};
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
    /// The identity provider where people may sign in too.
    pub oidc: Option<OidcSignIn>,
}

/// How costly a password is to try: the parameters of Argon2id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
            oidc: None,
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
    passwords: Passwords,
    pepper: OnceCell<Secret>,
    pub(crate) attempts: Attempts,
    pub(crate) identities: Identities,
}

impl Auth {
    pub(crate) fn new(settings: AuthSettings) -> Self {
        Self {
            passwords: Passwords::new(settings.password_cost),
            pepper: OnceCell::new(),
            attempts: Attempts::default(),
            identities: Identities::default(),
            settings,
        }
    }
}

impl Gateway {
    /// What passwords took to compute since the start, in KiB times passes. A sign-in that fails takes the same for
    /// every name, so that its time tells nobody which names exist.
    pub fn password_work(&self) -> u64 {
        self.auth.passwords.work()
    }

    /// The form in which a password is kept.
    async fn hash_password(&self, password: &Secret) -> Result<Secret, Error> {
        self.auth.passwords.hash(password, self.pepper().await?).await
    }

    async fn check_password(&self, password: &Secret, kept: Option<&Secret>) -> Result<Checked, Error> {
        self.auth.passwords.check(password, kept, self.pepper().await?).await
    }

    /// The catalog's, asked for once.
    async fn pepper(&self) -> Result<&Secret, Error> {
        let ask = async || Ok(self.store.password_pepper(&secrets::session_secret()?).await?);
        self.auth.pepper.get_or_try_init(ask).await
    }
}
