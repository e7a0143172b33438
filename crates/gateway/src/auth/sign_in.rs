//! Signing in with a name and a password, and out again.

use std::net::IpAddr;

use tracing::{info, warn};
use uuid::Uuid;
use weir_model::{AuditOutcome, Phrase, Secret, Session, Timestamp, User, Username};
use weir_store::{Credentials, NewSession};

use crate::{
    Caller, Error, Gateway, RequestOrigin, Who,
    auth::{
        attempts::{Key, TRIES},
        identities::plus,
        secrets::{csrf_of, hash, session_secret},
    },
};

/// The longest text of a browser about itself that is kept.
const USER_AGENT: usize = 200;
/// A CSRF token of ours is not shorter; what is, is not taken over.
const CSRF_TOKEN: usize = 40;

/// What somebody gives to sign in.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// The name.
    pub username: String,
    /// The password.
    pub password: Secret,
    /// What the browser says it is.
    pub user_agent: Option<String>,
    /// The CSRF token that the browser has; it stays good for the new session.
    pub csrf_token: Option<String>,
}

/// What a browser tells of itself when a session begins.
#[derive(Clone, Debug)]
pub(crate) struct Browser {
    pub(crate) user_agent: Option<String>,
    pub(crate) csrf_token: Option<String>,
}

/// How somebody showed who they are when a session begins.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shown<'a> {
    /// By the password that is kept so.
    Password(&'a Secret),
    /// At the identity provider.
    Elsewhere,
}

/// Why a name and a password were not enough, for the audit log alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unproven {
    UnknownName,
    WrongPassword,
    Disabled,
    InitialPasswordOver,
}

/// A session that was begun.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Whose it is.
    pub user: User,
    /// The cookie's value.
    pub secret: Secret,
    /// The session's CSRF token.
    pub csrf_token: String,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
}

impl Gateway {
    /// Begins a session. A wrong name, a wrong password and a disabled account are told in the same words and
    /// take the same time.
    pub async fn sign_in(&self, request: &RequestOrigin, sign_in: SignIn) -> Result<SignedIn, Error> {
        let key = key_of(&sign_in.username, request.address);
        self.begin_attempt(&key, TRIES)?;
        let found = match Username::parse(&sign_in.username) {
            Ok(name) => self.store.credentials_by_name(&name).await?,
            Err(_unknown) => None,
        };
        let (user, kept) = match self.proven(&sign_in.password, found.as_ref()).await? {
            Ok(proven) => proven,
            Err(why) => {
                self.auth.attempts.failed(&key, self.clock.now());
                return Err(self.note_failure(request, found.as_ref(), why).await);
            }
        };
        let browser = Browser { user_agent: sign_in.user_agent, csrf_token: sign_in.csrf_token };
        let signed_in = self.begin_session(Some(request), &user, (browser, Shown::Password(&kept))).await?;
        self.auth.attempts.succeeded(&key);
        signed_in.ok_or(Error::InvalidCredentials)
    }

    /// Counts a try, and refuses one too many.
    pub(super) fn begin_attempt(&self, key: &Key, tries_a_minute: usize) -> Result<(), Error> {
        self.auth.attempts.begin(key, tries_a_minute, self.clock.now()).map_err(|retry_after_s| {
            warn!("too many tries to sign in with one name");
            let phrase = Phrase::new(
                format!("Too many tries to sign in; try again in {retry_after_s} seconds"),
                format!("登录尝试次数过多，请在 {retry_after_s} 秒后重试"),
            );
            Error::TooMany { phrase, retry_after_s }
        })
    }

    /// The CSRF token of a session, or a new one for a browser without.
    pub fn csrf_token(&self, session: Option<&Secret>) -> Result<String, Error> {
        match session {
            Some(secret) => Ok(csrf_of(secret.expose_secret())),
            None => Ok(session_secret()?.expose_secret().to_owned()),
        }
    }

    /// Ends the caller's own session.
    pub async fn sign_out(&self, caller: &Caller) -> Result<(), Error> {
        let Who::Session { user, session } = caller.who() else { return Err(Error::SessionRequired) };
        let entry = self.audit_entry(caller, "session.end").on("session", session);
        let ended = self.store.delete_session(*user, session, &entry).await;
        self.auth.identities.forget();
        ended?;
        Ok(())
    }

    /// The account with its password's kept form, if the password is its own and anybody may sign in with it.
    async fn proven(
        &self,
        password: &Secret,
        found: Option<&Credentials>,
    ) -> Result<Result<(User, Secret), Unproven>, Error> {
        let kept = found.and_then(|found| found.password_hash.as_ref());
        let checked = self.check_password(password, kept).await?;
        let Some(found) = found else { return Ok(Err(Unproven::UnknownName)) };
        let Some(kept) = kept.filter(|_| checked.matches) else { return Ok(Err(Unproven::WrongPassword)) };
        if !found.user.is_active {
            return Ok(Err(Unproven::Disabled));
        }
        if found.user.password_initial_until.is_some_and(|until| self.clock.now() >= until) {
            return Ok(Err(Unproven::InitialPasswordOver));
        }
        let mut kept = kept.clone();
        if checked.outdated {
            let renewed = self.hash_password(password).await?;
            self.store.rehash_password(found.user.id, &kept, &renewed).await?;
            kept = renewed;
        }
        Ok(Ok((found.user.clone(), kept)))
    }

    /// None when the account was disabled or its password changed meanwhile.
    pub(super) async fn begin_session(
        &self,
        request: Option<&RequestOrigin>,
        user: &User,
        (browser, shown): (Browser, Shown<'_>),
    ) -> Result<Option<SignedIn>, Error> {
        let secret = session_secret()?;
        let now = self.clock.now();
        let settings = &self.auth.settings;
        let idle_ms = i64::try_from(settings.session_idle.as_millis()).unwrap_or(i64::MAX);
        let session = Session {
            id: Uuid::new_v4().to_string(),
            user_id: user.id,
            address: request.and_then(|request| request.address).map(|address| address.to_string()),
            user_agent: browser.user_agent.map(|text| text.chars().take(USER_AGENT).collect()),
            created_at: now,
            used_at: now,
            expires_at: plus(now, settings.session_max),
        };
        let caller = Caller::of(
            &user.username,
            Who::Session { user: user.id, session: session.id.clone() },
            (user.role.permissions(), Some(user.role)),
        );
        let caller = match request {
            Some(request) => caller.asking(request.clone()),
            None => caller,
        };
        let entry = self.audit_entry(&caller, "session.begin").on("user", &user.username);
        let (entry, password_hash) = match shown {
            Shown::Password(kept) => (entry, Some(kept.clone())),
            Shown::Elsewhere => (entry.note("oidc"), None),
        };
        let new = NewSession {
            password_hash,
            secret_hash: hash(secret.expose_secret()),
            csrf_hash: browser.csrf_token.filter(|token| token.len() >= CSRF_TOKEN).map(|token| hash(&token)),
            idle_since: Timestamp::from_millis(now.as_millis().saturating_sub(idle_ms)),
            session,
        };
        let begun = self.store.insert_session(&new, &entry).await?;
        info!(user.id = user.id.0, "signed in");
        let csrf_token = csrf_of(secret.expose_secret());
        let expires_at = new.session.expires_at;
        Ok(begun.then(|| SignedIn { user: user.clone(), secret, csrf_token, expires_at }))
    }

    /// A name that nobody has is not kept: it may be a password typed into the wrong field.
    async fn note_failure(
        &self,
        request: &RequestOrigin,
        found: Option<&Credentials>,
        why: Unproven,
    ) -> Error {
        let entry =
            self.audit_unknown(request, "session.begin").ended(AuditOutcome::Failed).note(why.as_str());
        let entry = match found {
            Some(found) => entry.on("user", &found.user.username),
            None => entry,
        };
        self.note_audit(&entry).await;
        Error::InvalidCredentials
    }
}

impl Unproven {
    fn as_str(self) -> &'static str {
        match self {
            Self::UnknownName => "unknown_name",
            Self::WrongPassword => "wrong_password",
            Self::Disabled => "disabled",
            Self::InitialPasswordOver => "initial_password_over",
        }
    }
}

fn key_of(username: &str, address: Option<IpAddr>) -> Key {
    (username.chars().take(64).collect::<String>().to_lowercase(), address)
}
