//! Signing in at the identity provider: sending a browser there, taking it back, and finding or making the account of
//! whoever came. Groups give the role, at every sign-in anew. Accounts that were made here stay as they are: nobody
//! becomes one of them by a name or an address of mail.

use std::sync::Arc;

use sha2::{Digest, Sha256};
use thiserror::Error as ThisError;
use tracing::{info, warn};
use weir_model::{AuditOutcome, Identity, Role, Secret, User, Username};
use weir_oidc::{Error as OidcError, OidcClient, Person, Proof};
use weir_store::{NewUser, UserChange, UserChanged};

use crate::{
    Error, Gateway, RequestOrigin,
    auth::{
        SignedIn,
        identities::plus,
        secrets,
        sign_in::{Browser, Shown},
    },
};

/// How long somebody may take at the provider.
const PATIENCE: std::time::Duration = std::time::Duration::from_mins(10);
/// Browsers of one address that may be sent away a minute: a house has many people.
const SENT_A_MINUTE: usize = 60;
/// The longest path that one returns to.
const LONGEST_PATH: usize = 2_000;
/// People who would all be called the same, at most.
const NAMESAKES: u32 = 20;
/// Characters of a name that leave room for a number.
const LONGEST_NAME: usize = 60;

/// The identity provider, and what people from there may do here.
#[derive(Clone, Debug)]
pub struct OidcSignIn {
    /// The provider.
    pub client: Arc<OidcClient>,
    /// What the button says, when it is not the usual.
    pub label: Option<String>,
    /// The role that a group gives; of several, the strongest.
    pub roles: Vec<(String, Role)>,
    /// The role of somebody in none of these groups; without it they are refused.
    pub default_role: Option<Role>,
}

/// A browser on its way to the provider.
#[derive(Clone, Debug)]
pub struct SentAway {
    /// The value of the cookie by which it is known again.
    pub secret: Secret,
    /// Where it goes.
    pub url: String,
    /// How long it may take.
    pub patience: std::time::Duration,
}

/// A browser that came back.
#[derive(Clone, Debug, Default)]
pub struct CameBack {
    /// The cookie's value.
    pub secret: Option<Secret>,
    /// What the provider hands back.
    pub state: Option<Secret>,
    /// What the provider gives for a person.
    pub code: Option<Secret>,
    /// The provider's word for why there is no code.
    pub error: Option<String>,
    /// Who the provider says it is.
    pub issuer: Option<String>,
    /// What the browser says it is.
    pub user_agent: Option<String>,
}

/// Why nobody was signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ThisError)]
pub enum OidcProblem {
    /// This browser was not sent, was taken back before, or took too long.
    #[error("This sign-in was not begun here, was used before or took too long: begin again")]
    NotBegun,
    /// The person or the provider said no.
    #[error("The identity provider did not let you in")]
    Denied,
    /// The provider can't be reached.
    #[error("The identity provider cannot be reached")]
    Unreachable,
    /// The provider's answer is not to be believed.
    #[error("The identity provider's answer could not be verified")]
    Untrusted,
    /// None of the person's groups may use Weir.
    #[error("None of your groups may use Weir")]
    NoRole,
    /// Their account here is disabled.
    #[error("Your account is disabled")]
    Disabled,
    /// Too many people are called so.
    #[error("No account could be made for your name")]
    NoName,
}

impl OidcProblem {
    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotBegun => "not_begun",
            Self::Denied => "denied",
            Self::Unreachable => "unreachable",
            Self::Untrusted => "untrusted",
            Self::NoRole => "no_role",
            Self::Disabled => "disabled",
            Self::NoName => "no_name",
        }
    }
}

impl OidcSignIn {
    fn role_of(&self, groups: &[String]) -> Option<Role> {
        let given = self.roles.iter().filter(|(group, _)| groups.contains(group)).map(|(_, role)| *role);
        given.max().or(self.default_role)
    }
}

impl Gateway {
    /// The identity provider, where the operator has set one.
    pub fn oidc(&self) -> Option<&OidcSignIn> {
        self.auth.settings.oidc.as_ref()
    }

    /// Sends a browser to the provider. It returns to this path of ours.
    pub async fn begin_oidc(&self, request: &RequestOrigin, return_to: &str) -> Result<SentAway, Error> {
        let oidc = self.known_oidc()?;
        if !is_own_path(return_to) {
            let why = "must be a path of this server".to_owned();
            return Err(Error::Invalid { field: "return_to", why });
        }
        // No name of a person holds a blank.
        self.begin_attempt(&("at the provider".to_owned(), request.address), SENT_A_MINUTE)?;
        let secret = secrets::session_secret()?;
        let url = oidc.client.authorize_url(&proof_of(&secret)).await.map_err(|error| problem(&error))?;
        let now = self.clock.now();
        let hash = secrets::hash(secret.expose_secret());
        self.store.insert_oidc_sign_in(&hash, return_to, (now, plus(now, PATIENCE))).await?;
        Ok(SentAway { secret, url, patience: PATIENCE })
    }

    /// Takes a browser back: begins a session, and says which path of ours it goes to.
    pub async fn finish_oidc(
        &self,
        request: &RequestOrigin,
        back: CameBack,
    ) -> Result<(SignedIn, String), Error> {
        let oidc = self.known_oidc()?;
        let secret = back.secret.as_ref().ok_or(OidcProblem::NotBegun)?;
        let proof = proof_of(secret);
        // Hashes are compared, so the time taken tells nothing.
        let same = |one: &Secret, other: &Secret| {
            secrets::hash(one.expose_secret()) == secrets::hash(other.expose_secret())
        };
        if !back.state.as_ref().is_some_and(|state| same(state, &proof.state)) {
            return Err(OidcProblem::NotBegun.into());
        }
        let hash = secrets::hash(secret.expose_secret());
        let taken = self.store.take_oidc_sign_in(&hash, self.clock.now()).await?;
        let return_to = taken.ok_or(OidcProblem::NotBegun)?;
        let person = match prove(oidc, &back, &proof).await {
            Ok(person) => person,
            Err(why) => return Err(self.note_oidc(request, None, why).await),
        };
        let user = self.account_of(request, oidc, &person).await?;
        let browser = Browser { user_agent: back.user_agent, csrf_token: None };
        let begun = self.begin_session(Some(request), &user, (browser, Shown::Elsewhere)).await?;
        Ok((begun.ok_or(OidcProblem::Disabled)?, return_to))
    }

    fn known_oidc(&self) -> Result<&OidcSignIn, Error> {
        let missing = || Error::Missing { what: crate::Noun::IdentityProvider, key: "oidc".to_owned() };
        self.oidc().ok_or_else(missing)
    }

    /// The person's account as their groups want it now.
    async fn account_of(
        &self,
        request: &RequestOrigin,
        oidc: &OidcSignIn,
        person: &Person,
    ) -> Result<User, Error> {
        let role = oidc.role_of(&person.groups);
        let known = self.store.user_by_identity(&person.identity).await?;
        let refuse = async |why| Err(self.note_oidc(request, Some(&person.identity), why).await);
        match (known, role) {
            (Some(user), _) if !user.is_active => refuse(OidcProblem::Disabled).await,
            (Some(user), Some(role)) if user.role == role => Ok(user),
            (Some(user), Some(role)) => self.follow_groups(request, user, role).await,
            (Some(user), None) => {
                self.end_all_of(request, &user).await?;
                refuse(OidcProblem::NoRole).await
            }
            (None, None) => refuse(OidcProblem::NoRole).await,
            (None, Some(role)) => match self.make_account(request, person, role).await? {
                Some(user) => Ok(user),
                None => refuse(OidcProblem::NoName).await,
            },
        }
    }

    /// Gives an account the role of its groups, and ends its sessions. The last admin stays one.
    async fn follow_groups(&self, request: &RequestOrigin, user: User, role: Role) -> Result<User, Error> {
        let entry = self
            .audit_unknown(request, "user.change")
            .on("user", &user.username)
            .note("oidc")
            .change("role", Some(user.role.to_string()), Some(role.to_string()));
        let change = UserChange { role: Some(role), ..UserChange::default() };
        let changed = self.store.change_user(user.id, &change, self.clock.now(), &entry).await;
        self.auth.identities.forget();
        match changed? {
            UserChanged::Changed(user) => Ok(user),
            UserChanged::LastAdmin => {
                warn!(user.id = user.id.0, "the last admin is in no admins' group any more, and stays admin");
                Ok(user)
            }
            UserChanged::Missing | UserChanged::OtherPassword => Err(OidcProblem::Disabled.into()),
        }
    }

    /// Whoever is in no group of ours any more is nobody here until they are again.
    async fn end_all_of(&self, request: &RequestOrigin, user: &User) -> Result<(), Error> {
        let entry = self.audit_unknown(request, "session.end_all").on("user", &user.username).note("oidc");
        let ended = self.store.delete_sessions(user.id, &entry).await;
        self.auth.identities.forget();
        ended?;
        Ok(())
    }

    /// Makes an account for somebody who comes for the first time. None when too many are called so.
    async fn make_account(
        &self,
        request: &RequestOrigin,
        person: &Person,
        role: Role,
    ) -> Result<Option<User>, Error> {
        for number in 1..=NAMESAKES {
            let Ok(username) = Username::parse(&suggested(&person.name, number)) else { continue };
            let entry = self
                .audit_unknown(request, "user.create")
                .on("user", &username)
                .note("oidc")
                .made("role", &role)
                .made("identity", person.identity.as_key());
            let new = NewUser { username, password: None, identity: Some(person.identity.clone()), role };
            if let Some(user) = self.store.insert_user(&new, self.clock.now(), &entry).await? {
                info!(user.id = user.id.0, "made an account for somebody from the identity provider");
                return Ok(Some(user));
            }
            // The name is taken, or the same person came twice at once.
            if let Some(user) = self.store.user_by_identity(&person.identity).await? {
                return Ok(Some(user));
            }
        }
        Ok(None)
    }

    async fn note_oidc(
        &self,
        request: &RequestOrigin,
        identity: Option<&Identity>,
        why: OidcProblem,
    ) -> Error {
        let entry = self.audit_unknown(request, "session.begin").ended(AuditOutcome::Failed);
        let entry = match identity {
            Some(identity) => entry.on("identity", identity.as_key()),
            None => entry,
        };
        self.note_audit(&entry.note(format!("oidc {}", why.as_str()))).await;
        why.into()
    }
}

/// Everything that the provider must show, from the cookie's secret: nobody needs to keep it.
fn proof_of(secret: &Secret) -> Proof {
    let part = |name: &str| {
        let digest = Sha256::new()
            .chain_update(b"weir oidc ")
            .chain_update(name.as_bytes())
            .chain_update(b"\0")
            .chain_update(secret.expose_secret().as_bytes())
            .finalize();
        Secret::new(secrets::hex(&digest))
    };
    Proof { state: part("state"), nonce: part("nonce"), verifier: part("verifier") }
}

/// Who came back, if all that the provider says holds.
async fn prove(oidc: &OidcSignIn, back: &CameBack, proof: &Proof) -> Result<Person, OidcProblem> {
    // Another provider's answer, brought here by a mix-up (RFC 9207).
    if back.issuer.as_ref().is_some_and(|issuer| issuer != oidc.client.issuer()) {
        return Err(OidcProblem::Untrusted);
    }
    let Some(code) = &back.code else {
        let word: String = back.error.iter().flat_map(|word| word.chars().take(60)).collect();
        info!("the identity provider gave no code: {}", word.escape_debug());
        return Err(OidcProblem::Denied);
    };
    oidc.client.identify(code, proof).await.map_err(|error| problem(&error))
}

/// What the person is told; the operator reads the rest in the log.
fn problem(error: &OidcError) -> OidcProblem {
    warn!("signing in at the identity provider failed: {error}");
    match error {
        OidcError::Unreachable(_) | OidcError::Settings(_) => OidcProblem::Unreachable,
        OidcError::Refused(_) | OidcError::Untrusted(_) => OidcProblem::Untrusted,
    }
}

/// A path of this server and nothing that a browser could take for another: no `//host`, no `/\host`.
fn is_own_path(path: &str) -> bool {
    let is_plain = path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    path.starts_with('/') && !path.starts_with("//") && is_plain && path.len() <= LONGEST_PATH
}

/// What an account could be called: the name with what no name may hold left out, then with a number.
fn suggested(name: &str, number: u32) -> String {
    let plain = |c: char| if c.is_alphanumeric() || "-_.@".contains(c) { c } else { '-' };
    let name: String = name.trim().chars().map(plain).take(LONGEST_NAME).collect();
    let name = if name.is_empty() { "user".to_owned() } else { name };
    if number == 1 { name } else { format!("{name}-{number}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn returns_only_to_paths_of_its_own() {
        for path in ["/", "/databases?page=2", "/workbench/%E5%95%86#x", "/a//b"] {
            assert!(is_own_path(path), "{path}");
        }
        let long = format!("/{}", "a".repeat(LONGEST_PATH));
        for path in [
            "",
            "databases",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/\t/evil.example",
            "/商",
            &long,
        ] {
            assert!(!is_own_path(path), "{path}");
        }
    }

    #[test]
    fn names_accounts_after_people() {
        for (name, number, expected) in [
            ("amy", 1, "amy"),
            ("amy", 2, "amy-2"),
            ("Amy Smith", 1, "Amy-Smith"),
            ("王芳", 1, "王芳"),
            ("a/b\0", 1, "a-b-"),
            ("  ", 1, "user"),
        ] {
            let suggested = suggested(name, number);
            assert_eq!(suggested, expected);
            assert!(Username::parse(&suggested).is_ok(), "{suggested}");
        }
        assert!(Username::parse(&suggested(&"x".repeat(200), 20)).is_ok());
        assert!(Username::parse(&suggested("local", 1)).is_err(), "Weir's own names are nobody's");
        assert!(Username::parse(&suggested("local", 2)).is_ok());
    }

    #[test]
    fn what_is_shown_to_the_provider_does_not_tell_the_rest() {
        let proof = proof_of(&Secret::new("a"));
        let parts = [&proof.state, &proof.nonce, &proof.verifier].map(Secret::expose_secret);
        assert!(parts.iter().all(|part| part.len() == 64 && *part != "a"));
        assert!(parts[0] != parts[1] && parts[1] != parts[2] && parts[0] != parts[2]);
        assert_eq!(proof_of(&Secret::new("a")).state, proof.state);
        assert_ne!(proof_of(&Secret::new("b")).state, proof.state);
    }
}
