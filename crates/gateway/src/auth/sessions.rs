//! Who is signed in where, and ending that. Changing one's own password.

use weir_model::{Phrase, Secret, Session, User, UserId, Username};
use weir_store::{SetPassword, UserChange, UserChanged};

use crate::{
    Caller, Error, Gateway, Noun, Permission, Who,
    auth::{
        SignedIn,
        identities::plus,
        passwords,
        sign_in::{Browser, Shown},
    },
};

impl Gateway {
    /// The caller's own account; none for the operator, jobs and nobody known.
    pub async fn own_account(&self, caller: &Caller) -> Result<Option<User>, Error> {
        let Some(id) = caller.user_id() else { return Ok(None) };
        Ok(self.store.find_user(id).await?)
    }

    /// The sessions of an account that live, the latest used first: one's own, or anybody's for an admin.
    pub async fn list_sessions(&self, caller: &Caller, user: UserId) -> Result<Vec<Session>, Error> {
        self.require_own(caller, user).await?;
        let now = self.clock.now();
        let idle = self.auth.settings.session_idle;
        let lives = |session: &Session| now < session.expires_at && now < plus(session.used_at, idle);
        let sessions = self.store.list_sessions(user).await?;
        Ok(sessions.into_iter().filter(lives).collect())
    }

    /// Ends one session of an account.
    pub async fn end_session(&self, caller: &Caller, user: UserId, session: &str) -> Result<(), Error> {
        self.require_own(caller, user).await?;
        let entry = self.audit_entry(caller, "session.end").on("session", session);
        let ended = self.store.delete_session(user, session, &entry).await;
        self.auth.identities.forget();
        if ended? { Ok(()) } else { Err(missing_session(session)) }
    }

    /// Ends every session of an account, and tells how many there were.
    pub async fn end_sessions(&self, caller: &Caller, user: UserId) -> Result<u64, Error> {
        let owner = self.require_own(caller, user).await?;
        let entry = self.audit_entry(caller, "session.end_all").on("user", &owner.username);
        let ended = self.store.delete_sessions(user, &entry).await;
        self.auth.identities.forget();
        Ok(ended?)
    }

    /// Changes the caller's own password, ends every session of theirs and begins a new one in this browser.
    pub async fn change_own_password(
        &self,
        caller: &Caller,
        user_agent: Option<String>,
        (old, new): (Secret, Secret),
    ) -> Result<SignedIn, Error> {
        let Who::Session { user, .. } = caller.who() else { return Err(Error::SessionRequired) };
        let owner = self.find_user(*user).await?;
        let name = Username::parse(&owner.username).ok();
        let found = match name {
            Some(name) => self.store.credentials_by_name(&name).await?,
            None => None,
        };
        let kept = found.and_then(|found| found.password_hash);
        let wrong = || Error::Invalid { field: "old_password", why: "is not your password".to_owned() };
        let kept = kept.ok_or_else(|| {
            Error::Conflict(Phrase::new(
                "You sign in at the identity provider: there is no password here",
                "你通过身份提供方登录，此处没有密码",
            ))
        })?;
        if !self.check_password(&old, Some(&kept)).await?.matches {
            return Err(wrong());
        }
        passwords::check_new("new_password", &new, &owner.username)?;
        if new == old {
            let why = "is the password that you have".to_owned();
            return Err(Error::Invalid { field: "new_password", why });
        }
        let hash = self.hash_password(&new).await?;
        let change = UserChange {
            password: Some(SetPassword { hash: hash.clone(), initial_until: None }),
            instead_of: Some(kept),
            ..UserChange::default()
        };
        let entry = self.audit_entry(caller, "user.change_password").on("user", &owner.username);
        let changed = self.store.change_user(*user, &change, self.clock.now(), &entry).await;
        self.auth.identities.forget();
        let owner = match changed? {
            UserChanged::Changed(owner) => owner,
            UserChanged::OtherPassword => return Err(wrong()),
            UserChanged::Missing | UserChanged::LastAdmin => return Err(Error::Unauthenticated),
        };
        let browser = Browser { user_agent, csrf_token: None };
        let begun = self.begin_session(caller.request(), &owner, (browser, Shown::Password(&hash))).await?;
        begun.ok_or(Error::Unauthenticated)
    }

    pub(super) async fn find_user(&self, id: UserId) -> Result<User, Error> {
        let found = self.store.find_user(id).await?;
        found.ok_or_else(|| Error::Missing { what: Noun::User, key: id.0.to_string() })
    }

    /// Only admins learn of accounts that are not theirs, and a token of what is not its own.
    async fn require_own(&self, caller: &Caller, user: UserId) -> Result<User, Error> {
        match caller.who() {
            Who::Session { user: own, .. } if *own == user => {}
            Who::Token { user: own, .. } if *own == user && !caller.may(Permission::Admin) => {
                return Err(Error::SessionRequired);
            }
            _ => caller.require(Permission::Admin)?,
        }
        self.find_user(user).await
    }
}

fn missing_session(id: &str) -> Error {
    Error::Missing { what: Noun::Session, key: id.to_owned() }
}
