//! What the audit log remembers of an act: who, what, on what, from where, before and after.

use crate::{Timestamp, TokenId, UserId};

/// One line of the audit log. Holds no secret: whoever makes one leaves passwords, tokens and unmasked URLs out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// When it happened.
    pub at: Timestamp,
    /// What was done, as `noun.verb`: `user.create`, `session.begin`.
    pub action: String,
    /// How it ended.
    pub outcome: AuditOutcome,
    /// Who did it.
    pub actor: Actor,
    /// What it was done to.
    pub subject: Option<AuditSubject>,
    /// What was changed.
    pub changes: Vec<AuditChange>,
    /// A word more: why it failed, which permission was missing.
    pub note: Option<String>,
}

/// Who did something, and how they showed who they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The name that people know them by.
    pub name: String,
    /// How they came in.
    pub kind: ActorKind,
    /// Whose account it is.
    pub user_id: Option<UserId>,
    /// The public id of the session.
    pub session_id: Option<String>,
    /// The number of the token.
    pub token_id: Option<TokenId>,
    /// The address the request came from.
    pub address: Option<String>,
    /// The request's id, which is also in the log and in the answer's headers.
    pub request_id: Option<String>,
}

/// How somebody came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActorKind {
    /// The operator at the command line.
    Local,
    /// Weir's own jobs.
    Scheduler,
    /// A person in a browser.
    Session,
    /// A program with a token.
    Token,
    /// Nobody known.
    Anonymous,
}

/// How an act ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuditOutcome {
    /// It was done.
    Done,
    /// It was not allowed.
    Refused,
    /// It was tried and failed.
    Failed,
}

/// What something was done to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditSubject {
    /// `user`, `token`, `connection` …
    pub kind: String,
    /// Its id or name.
    pub key: String,
}

/// One field that was changed. Absent before: it was made. Absent after: it was removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditChange {
    /// Which.
    pub field: String,
    /// What it was.
    pub before: Option<String>,
    /// What it is.
    pub after: Option<String>,
}

impl Actor {
    /// Somebody of whom only the name is known.
    pub fn named(name: impl Into<String>, kind: ActorKind) -> Self {
        Self {
            name: name.into(),
            kind,
            user_id: None,
            session_id: None,
            token_id: None,
            address: None,
            request_id: None,
        }
    }
}

impl AuditEntry {
    /// A line that says that something was done.
    pub fn new(at: Timestamp, action: &str, actor: Actor) -> Self {
        Self {
            at,
            action: action.to_owned(),
            outcome: AuditOutcome::Done,
            actor,
            subject: None,
            changes: Vec::new(),
            note: None,
        }
    }

    /// A line for what the operator does at the machine itself.
    pub fn local(at: Timestamp, action: &str) -> Self {
        Self::new(at, action, Actor::named("local", ActorKind::Local))
    }

    /// Says what it was done to.
    #[must_use]
    pub fn on(self, kind: &str, key: &(impl ToString + ?Sized)) -> Self {
        Self { subject: Some(AuditSubject { kind: kind.to_owned(), key: key.to_string() }), ..self }
    }

    /// Adds a field's value before and after; equal values are left out.
    #[must_use]
    pub fn change(mut self, field: &str, before: Option<String>, after: Option<String>) -> Self {
        if before != after {
            self.changes.push(AuditChange { field: field.to_owned(), before, after });
        }
        self
    }

    /// Adds a field that the act made.
    #[must_use]
    pub fn made(self, field: &str, after: &(impl ToString + ?Sized)) -> Self {
        self.change(field, None, Some(after.to_string()))
    }

    /// Adds a word of explanation.
    #[must_use]
    pub fn note(self, note: impl Into<String>) -> Self {
        Self { note: Some(note.into()), ..self }
    }

    /// Says how it ended; without this it was done.
    #[must_use]
    pub fn ended(self, outcome: AuditOutcome) -> Self {
        Self { outcome, ..self }
    }
}

/// A word of the wire and the catalog for each value.
macro_rules! words {
    ($name:ident { $($variant:ident = $word:literal),+ }) => {
        impl $name {
            /// The word on the wire.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The value of a word.
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

words!(ActorKind {
    Local = "local",
    Scheduler = "scheduler",
    Session = "session",
    Token = "token",
    Anonymous = "anonymous"
});
words!(AuditOutcome { Done = "done", Refused = "refused", Failed = "failed" });
