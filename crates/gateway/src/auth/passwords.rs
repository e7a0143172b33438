//! Passwords: which are good enough, and how they are kept and checked. Argon2id, off the async threads, a few
//! at once, so that a flood of sign-ins costs bounded memory and time.

use std::{sync::Arc, time::Duration};

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task::spawn_blocking,
    time::timeout,
};
use weir_model::{Phrase, Secret};

use crate::{
    Error,
    auth::{PasswordCost, common_passwords::is_common},
};

/// Passwords that are computed at once: each holds a thread and its memory.
const AT_ONCE: usize = 2;
/// How long one waits for its turn.
const PATIENCE: Duration = Duration::from_secs(5);
/// In characters. ASVS 2.1.1 and 2.1.2.
const SHORTEST: usize = 12;
const LONGEST: usize = 128;

/// Keeps and checks passwords.
#[derive(Debug)]
pub(crate) struct Passwords {
    cost: PasswordCost,
    turns: Arc<Semaphore>,
}

/// What checking a password found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Checked {
    /// It is the right one.
    pub(crate) matches: bool,
    /// It is kept at another cost than is set now.
    pub(crate) outdated: bool,
}

impl Passwords {
    pub(crate) fn new(cost: PasswordCost) -> Self {
        Self { cost, turns: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// The form in which a password is kept.
    pub(crate) async fn hash(&self, password: &Secret) -> Result<Secret, Error> {
        let (cost, password) = (self.cost, password.clone());
        self.in_turn(move || {
            let hash = argon2(cost)?.hash_password(password.expose_secret().as_bytes()).map_err(fault)?;
            Ok(Secret::new(hash.to_string()))
        })
        .await
    }

    /// Checks a password. Without a kept form it takes the same time and doesn't match, so that nobody learns
    /// which names exist.
    pub(crate) async fn check(&self, password: &Secret, kept: Option<&Secret>) -> Result<Checked, Error> {
        let (cost, password, kept) = (self.cost, password.clone(), kept.cloned());
        self.in_turn(move || {
            let password = password.expose_secret().as_bytes();
            let Some(kept) = kept else {
                argon2(cost)?.hash_password_with_salt(password, b"nobody is called so").map_err(fault)?;
                return Ok(Checked { matches: false, outdated: false });
            };
            let kept = PasswordHash::new(kept.expose_secret()).map_err(fault)?;
            let matches = Argon2::default().verify_password(password, &kept).is_ok();
            let params = Params::try_from(&kept).map_err(fault)?;
            let outdated = params.m_cost() != cost.memory_kib || params.t_cost() != cost.passes;
            Ok(Checked { matches, outdated })
        })
        .await
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let turn = timeout(PATIENCE, Arc::clone(&self.turns).acquire_owned()).await;
        // The semaphore is never closed; a wait that was too long is told as such.
        let turn: OwnedSemaphorePermit = turn.ok().and_then(Result::ok).ok_or_else(|| Error::TooMany {
            phrase: Phrase::new("Too many people are signing in at once", "同时登录的人过多，请稍后再试"),
            retry_after_s: 5,
        })?;
        let worked = spawn_blocking(move || {
            let _until_done = turn;
            work()
        });
        worked.await.map_err(|panicked| Error::Internal(Box::new(panicked)))?
    }
}

fn argon2(cost: PasswordCost) -> Result<Argon2<'static>, Error> {
    const LANES: u32 = 1;
    let params = Params::new(cost.memory_kib, cost.passes, LANES, None).map_err(fault)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn fault(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::Internal(Box::new(error))
}

/// Refuses a password that is too short, too long, or one that many people have.
pub(crate) fn check_new(field: &'static str, password: &Secret, username: &str) -> Result<(), Error> {
    let text = password.expose_secret();
    let length = text.chars().count();
    let why = if length < SHORTEST {
        format!("must have at least {SHORTEST} characters")
    } else if length > LONGEST {
        format!("must have at most {LONGEST} characters")
    } else if is_common(text, username) {
        "is too easy to guess: many people have such a password".to_owned()
    } else {
        return Ok(());
    };
    Err(Error::Invalid { field, why })
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHEAP: PasswordCost = PasswordCost { memory_kib: 64, passes: 1 };

    #[tokio::test]
    async fn keeps_a_salted_argon2id_hash_and_knows_its_password() {
        let passwords = Passwords::new(CHEAP);
        let password = Secret::new("correct horse battery staple");
        let kept = passwords.hash(&password).await.unwrap();
        assert!(kept.expose_secret().starts_with("$argon2id$v=19$m=64,t=1,p=1$"));
        assert_ne!(kept, passwords.hash(&password).await.unwrap());
        let good = Checked { matches: true, outdated: false };
        assert_eq!(passwords.check(&password, Some(&kept)).await.unwrap(), good);
        assert!(!passwords.check(&Secret::new("another"), Some(&kept)).await.unwrap().matches);
        assert!(!passwords.check(&password, None).await.unwrap().matches);
        let dearer = Passwords::new(PasswordCost { memory_kib: 128, ..CHEAP });
        let outdated = Checked { matches: true, outdated: true };
        assert_eq!(dearer.check(&password, Some(&kept)).await.unwrap(), outdated);
    }

    #[test]
    fn the_usual_cost_is_what_owasp_recommends() {
        let cost = PasswordCost::default();
        assert!(cost.memory_kib >= 19_456 && cost.passes >= 2);
    }

    #[test]
    fn says_what_is_wrong_with_a_password() {
        let why = |password: &str| match check_new("password", &Secret::new(password), "amy") {
            Err(Error::Invalid { why, .. }) => why,
            other => panic!("{other:?}"),
        };
        assert_eq!(why("elevenchars"), "must have at least 12 characters");
        assert_eq!(why("密码密码密码密码密码码"), "must have at least 12 characters");
        assert_eq!(why(&"xy".repeat(65)), "must have at most 128 characters");
        assert!(why("Password1234").starts_with("is too easy to guess"));
        let long = "the quick brown fox jumps over the lazy dog and goes on and on and on";
        assert!(check_new("password", &Secret::new(long), "amy").is_ok());
    }
}
