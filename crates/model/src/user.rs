//! People who may sign in: their names, accounts, sessions and tokens. No secret of theirs is here.

use std::fmt;

use thiserror::Error;

use crate::{DbName, Permissions, Role, Timestamp};

/// The number of an account; never given twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UserId(pub i64);

/// The number of an API token; never given twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TokenId(pub i64);

/// The name somebody signs in with, as it was first written. Names that differ only in case are one.
#[derive(Clone, Debug)]
pub struct Username(String);

/// A text that is no name of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum InvalidUsername {
    /// Too long, empty, or with other characters.
    #[error("must be 1 to 64 letters of any script, digits, `-`, `_`, `.` or `@`")]
    Form,
    /// A name under which Weir itself acts.
    #[error("is a name that Weir uses for itself")]
    Reserved,
}

/// Callers who are no people have these names in the history and the audit log.
const RESERVED: [&str; 4] = ["anonymous", "local", "scheduler", "weir"];

impl Username {
    /// Takes a name as it was written.
    pub fn parse(text: &str) -> Result<Self, InvalidUsername> {
        let fits = (1..=64).contains(&text.chars().count());
        if !fits || !text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '@')) {
            return Err(InvalidUsername::Form);
        }
        let name = Self(text.to_owned());
        if RESERVED.contains(&name.folded().as_str()) { Err(InvalidUsername::Reserved) } else { Ok(name) }
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As it is compared.
    pub fn folded(&self) -> String {
        self.0.to_lowercase()
    }
}

impl fmt::Display for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Who somebody is at an identity provider: its issuer and their subject there. Nothing else tells people apart, for
/// names and addresses of mail can be given to somebody else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    issuer: String,
    subject: String,
    key: String,
}

impl Identity {
    /// An issuer is a URL, so it has no space in it.
    pub fn new(issuer: &str, subject: &str) -> Self {
        Self { issuer: issuer.to_owned(), subject: subject.to_owned(), key: format!("{issuer} {subject}") }
    }

    /// The provider's address.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// What the provider calls them, for ever.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// Both as one text.
    pub fn as_key(&self) -> &str {
        &self.key
    }
}

/// Somebody who may sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The account's number.
    pub id: UserId,
    /// The name as it was first written.
    pub username: String,
    /// What they may do.
    pub role: Role,
    /// False for an account that was disabled: nobody can sign in with it.
    pub is_active: bool,
    /// False for somebody who signs in through an identity provider only.
    pub has_password: bool,
    /// True for somebody who signs in through an identity provider.
    pub has_identity: bool,
    /// For a password that somebody else chose or that was made up: until when it lets its owner in. It must be
    /// changed before anything else.
    pub password_initial_until: Option<Timestamp>,
    /// When the password was set last, as far as that is known.
    pub password_changed_at: Option<Timestamp>,
    /// When the account was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// When somebody last signed in with it.
    pub signed_in_at: Option<Timestamp>,
}

/// A browser in which somebody is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its public name; knowing it opens nothing.
    pub id: String,
    /// Whose it is.
    pub user_id: UserId,
    /// Where it was begun from.
    pub address: Option<String>,
    /// What the browser said it is.
    pub user_agent: Option<String>,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub used_at: Timestamp,
    /// When it ends whatever happens.
    pub expires_at: Timestamp,
}

/// What a program calls with in place of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiToken {
    /// Its number.
    pub id: TokenId,
    /// Whose it is: it never allows more than they may do.
    pub user_id: UserId,
    /// What its owner calls it.
    pub name: String,
    /// The first characters of it, to tell one from another.
    pub hint: String,
    /// What it allows at most.
    pub permissions: Permissions,
    /// The only connections it reaches; none means all that its owner reaches.
    pub connections: Option<Vec<DbName>>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// When it was last used, to the minute.
    pub used_at: Option<Timestamp>,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_names_of_any_script_and_no_others() {
        for name in ["amy", "Amy.Smith", "王芳", "a@b.example", "x"] {
            assert_eq!(Username::parse(name).unwrap().as_str(), name);
        }
        for name in ["", "a b", "a/b", "a\0", "a\u{202e}b", &"x".repeat(65)] {
            assert_eq!(Username::parse(name).unwrap_err(), InvalidUsername::Form, "{name:?}");
        }
        for name in ["local", "Anonymous", "SCHEDULER"] {
            assert_eq!(Username::parse(name).unwrap_err(), InvalidUsername::Reserved, "{name}");
        }
        assert_eq!(Username::parse("ÄMY").unwrap().folded(), "ämy");
    }
}
