//! Passwords: which are good enough, and how they are kept and checked. Argon2id with the catalog's pepper, off the
//! async threads, a few at once, so that a flood of sign-ins costs bounded memory and time.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use argon2::{
    Algorithm, Argon2, KeyId, Params, ParamsBuilder, Version,
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

/// How a kept form says that the pepper is in it. Those of before have no such word.
const PEPPERED: &[u8] = b"1";

/// Keeps and checks passwords.
#[derive(Debug)]
pub(crate) struct Passwords {
    cost: PasswordCost,
    turns: Arc<Semaphore>,
    /// What was computed, in KiB times passes.
    work: Arc<AtomicU64>,
}

/// What checking a password found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Checked {
    /// It is the right one.
    pub(crate) matches: bool,
    /// It is kept at another cost than is set now, or without the pepper.
    pub(crate) outdated: bool,
}

impl Passwords {
    pub(crate) fn new(cost: PasswordCost) -> Self {
        Self { cost, turns: Arc::new(Semaphore::new(AT_ONCE)), work: Arc::default() }
    }

    /// What was computed since the start, in KiB times passes: a stranger can see this as time.
    pub(crate) fn work(&self) -> u64 {
        self.work.load(Ordering::Relaxed)
    }

    /// The form in which a password is kept.
    pub(crate) async fn hash(&self, password: &Secret, pepper: &Secret) -> Result<Secret, Error> {
        let (maker, password) = (self.maker(pepper), password.clone());
        self.in_turn(move || {
            let hash = maker.argon2(maker.cost)?.hash_password(password.expose_secret().as_bytes());
            Ok(Secret::new(hash.map_err(fault)?.to_string()))
        })
        .await
    }

    /// Checks a password. Without a kept form it takes the same time and doesn't match, so that nobody learns
    /// which names exist; what one that is kept at a lower cost takes less is added when it doesn't match.
    pub(crate) async fn check(
        &self,
        password: &Secret,
        kept: Option<&Secret>,
        pepper: &Secret,
    ) -> Result<Checked, Error> {
        let (maker, password, kept) = (self.maker(pepper), password.clone(), kept.cloned());
        self.in_turn(move || {
            let password = password.expose_secret().as_bytes();
            let Some(kept) = kept else {
                maker.waste(password, maker.cost)?;
                return Ok(Checked { matches: false, outdated: false });
            };
            maker.verify(password, &kept)
        })
        .await
    }

    fn maker(&self, pepper: &Secret) -> Maker {
        Maker { cost: self.cost, pepper: pepper.clone(), work: Arc::clone(&self.work) }
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

/// Computes one password; goes to the thread that does it.
struct Maker {
    cost: PasswordCost,
    pepper: Secret,
    work: Arc<AtomicU64>,
}

impl Maker {
    fn argon2(&self, cost: PasswordCost) -> Result<Argon2<'_>, Error> {
        let keyid = KeyId::new(PEPPERED).map_err(fault)?;
        let mut params = ParamsBuilder::new();
        params.m_cost(cost.memory_kib).t_cost(cost.passes).p_cost(1).keyid(keyid);
        self.count(cost);
        self.peppered(params.build().map_err(fault)?)
    }

    fn peppered(&self, params: Params) -> Result<Argon2<'_>, Error> {
        let pepper = self.pepper.expose_secret().as_bytes();
        Argon2::new_with_secret(pepper, Algorithm::Argon2id, Version::V0x13, params).map_err(fault)
    }

    fn verify(&self, password: &[u8], kept: &Secret) -> Result<Checked, Error> {
        let kept = PasswordHash::new(kept.expose_secret()).map_err(fault)?;
        let params = Params::try_from(&kept).map_err(fault)?;
        let kept_at = PasswordCost { memory_kib: params.m_cost(), passes: params.t_cost() };
        let is_peppered = params.keyid() == PEPPERED;
        self.count(kept_at);
        let matches = if is_peppered {
            self.peppered(params)?.verify_password(password, &kept).is_ok()
        } else {
            Argon2::default().verify_password(password, &kept).is_ok()
        };
        if !matches && let Some(missing) = self.cost.less(kept_at) {
            self.waste(password, missing)?;
        }
        Ok(Checked { matches, outdated: kept_at != self.cost || !is_peppered })
    }

    /// Takes the time of a password that is nobody's.
    fn waste(&self, password: &[u8], cost: PasswordCost) -> Result<(), Error> {
        self.argon2(cost)?.hash_password_with_salt(password, b"nobody is called so").map_err(fault)?;
        Ok(())
    }

    fn count(&self, cost: PasswordCost) {
        self.work.fetch_add(cost.work(), Ordering::Relaxed);
    }
}

impl PasswordCost {
    /// What a stranger sees as time: KiB times passes.
    fn work(self) -> u64 {
        u64::from(self.memory_kib) * u64::from(self.passes)
    }

    /// A cost of what this one is more than another; none when it isn't, or by too little to compute.
    fn less(self, other: Self) -> Option<Self> {
        let more = self.work().checked_sub(other.work())?;
        let memory_kib = u32::try_from(more / u64::from(self.passes)).ok()?;
        (memory_kib >= Params::MIN_M_COST).then_some(Self { memory_kib, passes: self.passes })
    }
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

    fn pepper() -> Secret {
        Secret::new("pepper")
    }

    #[tokio::test]
    async fn keeps_a_salted_argon2id_hash_and_knows_its_password() {
        let passwords = Passwords::new(CHEAP);
        let password = Secret::new("correct horse battery staple");
        let kept = passwords.hash(&password, &pepper()).await.unwrap();
        assert!(kept.expose_secret().starts_with("$argon2id$v=19$m=64,t=1,p=1,keyid=MQ$"), "{kept:?}");
        assert_ne!(kept, passwords.hash(&password, &pepper()).await.unwrap());
        let check = async |passwords: &Passwords, text: &str, kept: Option<&Secret>| {
            passwords.check(&Secret::new(text), kept, &pepper()).await.unwrap()
        };
        let good = Checked { matches: true, outdated: false };
        assert_eq!(check(&passwords, password.expose_secret(), Some(&kept)).await, good);
        assert!(!check(&passwords, "another", Some(&kept)).await.matches);
        assert!(!check(&passwords, password.expose_secret(), None).await.matches);
        let dearer = Passwords::new(PasswordCost { memory_kib: 128, ..CHEAP });
        let outdated = Checked { matches: true, outdated: true };
        assert_eq!(check(&dearer, password.expose_secret(), Some(&kept)).await, outdated);
    }

    #[tokio::test]
    async fn a_stolen_hash_is_no_use_without_the_pepper() {
        let passwords = Passwords::new(CHEAP);
        let password = Secret::new("correct horse battery staple");
        let kept = passwords.hash(&password, &pepper()).await.unwrap();
        assert!(!passwords.check(&password, Some(&kept), &Secret::new("salt")).await.unwrap().matches);
        let text = password.expose_secret().as_bytes();
        let parsed = PasswordHash::new(kept.expose_secret()).unwrap();
        assert!(Argon2::default().verify_password(text, &parsed).is_err());
    }

    #[tokio::test]
    async fn a_password_kept_before_there_was_a_pepper_is_known_and_outdated() {
        let params = Params::new(64, 1, 1, None).unwrap();
        let kept = Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password(b"of old").unwrap();
        let kept = Secret::new(kept.to_string());
        let checked = Passwords::new(CHEAP).check(&Secret::new("of old"), Some(&kept), &pepper()).await;
        assert_eq!(checked.unwrap(), Checked { matches: true, outdated: true });
    }

    #[tokio::test]
    async fn a_wrong_password_takes_the_work_of_a_name_that_nobody_has() {
        let passwords = Passwords::new(PasswordCost { memory_kib: 256, passes: 2 });
        let work_of = async |kept: Option<&Secret>| {
            let before = passwords.work();
            passwords.check(&Secret::new("wrong"), kept, &pepper()).await.unwrap();
            passwords.work() - before
        };
        let nobody = work_of(None).await;
        assert_eq!(nobody, 512);
        for cost in [
            PasswordCost { memory_kib: 256, passes: 2 },
            PasswordCost { memory_kib: 64, passes: 1 },
            PasswordCost { memory_kib: 128, passes: 2 },
        ] {
            let kept = Passwords::new(cost).hash(&Secret::new("right"), &pepper()).await.unwrap();
            assert_eq!(work_of(Some(&kept)).await, nobody, "{cost:?}");
        }
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
