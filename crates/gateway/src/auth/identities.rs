//! From a cookie or a token to a caller. What was looked up is believed for a second, so that a query doesn't ask
//! the catalog each time. What this process changes holds at once; what another replica changes, within a second.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use tracing::warn;
use weir_model::{Secret, Timestamp};
use weir_store::{Error as StoreError, SecretHash};

use crate::{
    Caller, Error, Gateway, Who,
    auth::secrets::{csrf_of, hash},
};

/// How long a look-up is believed.
const KEEP: Duration = Duration::from_secs(1);
/// How many are kept; when more come, all are looked up anew.
const KEPT: usize = 10_000;
/// How exactly the last use is remembered.
const USED_MS: i64 = 60_000;

/// A caller who has shown who they are.
#[derive(Clone, Debug)]
pub struct Authenticated {
    /// Who.
    pub caller: Caller,
    /// What a browser must send along to change anything; none for a token.
    pub csrf: Option<Csrf>,
    ends_at: Timestamp,
}

/// The CSRF tokens of a session.
#[derive(Clone, Copy, Debug)]
pub struct Csrf {
    own: SecretHash,
    before: Option<SecretHash>,
}

impl Csrf {
    /// Whether this is a token of the session. Hashes are compared, so the time taken tells nothing.
    pub fn accepts(&self, token: &str) -> bool {
        let hash = hash(token);
        hash == self.own || Some(hash) == self.before
    }
}

/// Look-ups of the last second.
#[derive(Debug, Default)]
pub(crate) struct Identities(Mutex<Places>);

#[derive(Debug, Default)]
struct Places {
    entries: HashMap<SecretHash, (Instant, Authenticated)>,
    /// Counts changes, so that a look-up that began before one is not kept after it.
    changes: u64,
}

impl Identities {
    /// Forgets everybody: somebody's permissions, password, sessions or tokens change.
    pub(crate) fn forget(&self) {
        let mut places = self.lock();
        places.changes += 1;
        places.entries.clear();
    }

    fn fresh(&self, secret: &SecretHash) -> Option<Authenticated> {
        let places = self.lock();
        let (read_at, found) = places.entries.get(secret)?;
        (read_at.elapsed() < KEEP).then(|| found.clone())
    }

    fn changes(&self) -> u64 {
        self.lock().changes
    }

    fn keep(&self, secret: SecretHash, found: &Authenticated, changes_before: u64) {
        let mut places = self.lock();
        if places.changes == changes_before {
            if places.entries.len() >= KEPT {
                places.entries.clear();
            }
            places.entries.insert(secret, (Instant::now(), found.clone()));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Places> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Gateway {
    /// The caller with this session secret, if the session lives.
    pub async fn authenticate_session(&self, secret: &Secret) -> Result<Option<Authenticated>, Error> {
        let hash = hash(secret.expose_secret());
        self.authenticate(hash, self.look_up_session(secret, hash)).await
    }

    /// The caller with this API token, if it is good.
    pub async fn authenticate_token(&self, token: &Secret) -> Result<Option<Authenticated>, Error> {
        let hash = hash(token.expose_secret());
        self.authenticate(hash, self.look_up_token(hash)).await
    }

    /// The caller without credentials, where the operator allows that.
    pub fn anonymous(&self) -> Option<Caller> {
        self.auth.settings.anonymous_role.map(Caller::anonymous)
    }

    async fn authenticate(
        &self,
        hash: SecretHash,
        look_up: impl Future<Output = Result<Option<Authenticated>, Error>>,
    ) -> Result<Option<Authenticated>, Error> {
        let found = if let Some(found) = self.auth.identities.fresh(&hash) {
            Some(found)
        } else {
            let changes = self.auth.identities.changes();
            let found = look_up.await?;
            if let Some(found) = &found {
                self.auth.identities.keep(hash, found, changes);
            }
            found
        };
        let now = self.clock.now();
        Ok(found.filter(|found| now < found.ends_at))
    }

    async fn look_up_session(
        &self,
        secret: &Secret,
        hash_of_secret: SecretHash,
    ) -> Result<Option<Authenticated>, Error> {
        let Some(found) = self.store.find_session(&hash_of_secret).await? else { return Ok(None) };
        let (session, user) = (found.session, found.user);
        let idle_until = plus(session.used_at, self.auth.settings.session_idle);
        let now = self.clock.now();
        if !user.is_active || now >= session.expires_at || now >= idle_until {
            return Ok(None);
        }
        let mut ends_at = session.expires_at.min(idle_until);
        if now.as_millis() - session.used_at.as_millis() >= USED_MS {
            told(self.store.touch_session(&session.id, now).await);
            ends_at = session.expires_at.min(plus(now, self.auth.settings.session_idle));
        }
        let who = Who::Session { user: user.id, session: session.id };
        let own = hash(&csrf_of(secret.expose_secret()));
        Ok(Some(Authenticated {
            caller: Caller::of(user.username, who, (user.role.permissions(), Some(user.role)))
                .with_password_due(user.password_initial_until.is_some()),
            csrf: Some(Csrf { own, before: found.csrf_hash }),
            ends_at,
        }))
    }

    async fn look_up_token(&self, hash: SecretHash) -> Result<Option<Authenticated>, Error> {
        let Some((token, user)) = self.store.find_token(&hash).await? else { return Ok(None) };
        let now = self.clock.now();
        if !user.is_active || token.revoked_at.is_some() || now >= token.expires_at {
            return Ok(None);
        }
        let used_ms = token.used_at.map_or(i64::MIN, Timestamp::as_millis);
        if now.as_millis().saturating_sub(used_ms) >= USED_MS {
            told(self.store.touch_token(token.id, now).await);
        }
        // A token never allows more than its owner may do now.
        let permissions = token.permissions.and(user.role.permissions());
        let who = Who::Token { user: user.id, token: token.id };
        Ok(Some(Authenticated {
            caller: Caller::of(user.username, who, (permissions, Some(user.role)))
                .limited_to(token.connections)
                .with_password_due(user.password_initial_until.is_some()),
            csrf: None,
            ends_at: token.expires_at,
        }))
    }
}

/// When a last use can't be remembered, the request goes on.
fn told(touched: Result<(), StoreError>) {
    if let Err(error) = touched {
        warn!("the last use of a session or token could not be kept: {error}");
    }
}

pub(crate) fn plus(at: Timestamp, time: Duration) -> Timestamp {
    let millis = i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
    Timestamp::from_millis(at.as_millis().saturating_add(millis))
}
