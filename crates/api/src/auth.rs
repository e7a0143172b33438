//! `/api/v1/auth`: signing in and out, who one is, one's own sessions.

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use weir_model::{Actor, Permission, Permissions, Session, User};

/// A name and a password.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LoginRequest {
    /// The name.
    #[schema(example = "admin")]
    pub username: String,
    /// The password.
    pub password: String,
}

impl fmt::Debug for LoginRequest {
    /// Without the name too: it may be a password in the wrong field.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoginRequest").finish_non_exhaustive()
    }
}

/// A change of one's own password.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePasswordRequest {
    /// The password until now.
    pub old_password: String,
    /// 12 to 128 characters, and none that many people have.
    pub new_password: String,
    /// The new password once more.
    pub confirm_password: String,
}

impl fmt::Debug for ChangePasswordRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChangePasswordRequest").finish_non_exhaustive()
    }
}

/// A CSRF token.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CsrfTokenResponse {
    /// Goes into the header `X-CSRFToken`.
    pub csrf_token: String,
}

/// Somebody who may sign in.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[expect(clippy::struct_excessive_bools, reason = "the wire says each by itself")]
pub struct UserResponse {
    /// The account's number.
    pub id: i64,
    /// The name.
    #[schema(example = "amy")]
    pub username: String,
    /// `viewer`, `analyst`, `operator` or `admin`.
    #[schema(example = "analyst")]
    pub role: &'static str,
    /// False for an account that was disabled.
    pub is_active: bool,
    /// False for somebody who signs in through an identity provider only.
    pub has_password: bool,
    /// True for somebody who signs in through an identity provider.
    pub has_identity: bool,
    /// True while the password is one that somebody else chose: its owner must change it before anything else.
    pub must_change_password: bool,
    /// Until when such a password lets its owner in.
    #[schema(format = DateTime)]
    pub password_ends_at: Option<String>,
    /// When the password was set last; null where that is not known.
    #[schema(format = DateTime)]
    pub password_changed_at: Option<String>,
    /// When the account was made.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When it was last changed.
    #[schema(format = DateTime)]
    pub updated_at: String,
    /// When somebody last signed in with it.
    #[schema(format = DateTime)]
    pub signed_in_at: Option<String>,
}

impl From<User> for UserResponse {
    fn from(user: User) -> Self {
        Self {
            id: user.id.0,
            username: user.username,
            role: user.role.as_str(),
            is_active: user.is_active,
            has_password: user.has_password,
            has_identity: user.has_identity,
            must_change_password: user.password_initial_until.is_some(),
            password_ends_at: user.password_initial_until.map(|at| at.to_string()),
            password_changed_at: user.password_changed_at.map(|at| at.to_string()),
            created_at: user.created_at.to_string(),
            updated_at: user.updated_at.to_string(),
            signed_in_at: user.signed_in_at.map(|at| at.to_string()),
        }
    }
}

/// The ways to sign in.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SignInWaysResponse {
    /// With a name and a password. Always.
    pub password: bool,
    /// At an identity provider; null where none is set.
    pub oidc: Option<OidcWay>,
}

/// Signing in at an identity provider.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OidcWay {
    /// What the button says; null for the usual words.
    #[schema(example = "Example Ltd")]
    pub label: Option<String>,
    /// Where a browser goes to begin; `return_to` may be added.
    #[schema(example = "/api/v1/auth/oidc/start")]
    pub path: String,
}

/// A session was begun.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LoginResponse {
    /// Who signed in.
    pub user: UserResponse,
    /// The session's CSRF token.
    pub csrf_token: String,
}

/// Who one is.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MeResponse {
    /// The account; null for callers without one.
    pub user: Option<UserResponse>,
    /// `session`, `token` or `anonymous`.
    pub signed_in_by: &'static str,
    /// What one may do with this session or token.
    pub permissions: Vec<&'static str>,
    /// True while nothing is allowed but changing the password.
    pub must_change_password: bool,
}

impl MeResponse {
    /// From the account and how its owner came in.
    pub fn new(user: Option<User>, actor: &Actor, permissions: Permissions) -> Self {
        Self {
            must_change_password: user.as_ref().is_some_and(|user| user.password_initial_until.is_some()),
            user: user.map(Into::into),
            signed_in_by: actor.kind.as_str(),
            permissions: permissions.iter().map(Permission::as_str).collect(),
        }
    }
}

/// A browser in which somebody is signed in.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SessionResponse {
    /// Its id.
    pub id: String,
    /// Whether it is the one that asks.
    pub is_current: bool,
    /// Where it was begun from.
    pub address: Option<String>,
    /// What the browser said it is.
    pub user_agent: Option<String>,
    /// When it was begun.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When it was last used, to the minute.
    #[schema(format = DateTime)]
    pub used_at: String,
    /// When it ends at the latest.
    #[schema(format = DateTime)]
    pub expires_at: String,
}

/// The sessions of an account.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SessionListResponse {
    /// The latest used first.
    pub sessions: Vec<SessionResponse>,
}

impl SessionListResponse {
    /// `current` is the id of the session that asks.
    pub fn new(sessions: Vec<Session>, current: Option<&str>) -> Self {
        let sessions = sessions.into_iter().map(|session| SessionResponse {
            is_current: Some(session.id.as_str()) == current,
            id: session.id,
            address: session.address,
            user_agent: session.user_agent,
            created_at: session.created_at.to_string(),
            used_at: session.used_at.to_string(),
            expires_at: session.expires_at.to_string(),
        });
        Self { sessions: sessions.collect() }
    }
}

/// Sessions were ended.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct EndedResponse {
    /// How many.
    pub ended: u64,
}
