//! `/api/v1/users` and `/api/v1/tokens`: people who may sign in, and what their programs call with.

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use weir_model::{ApiToken, DbName, Permission, User};

use crate::UserResponse;

/// One page of people.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct UserListResponse {
    /// By name.
    pub items: Vec<UserResponse>,
    /// How many there are.
    pub total: u64,
    /// The page's number.
    pub page: u64,
    /// How many pages there are.
    pub pages: u64,
    /// The most items of a page.
    pub limit: u64,
}

/// An account to make.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateUserRequest {
    /// 1 to 64 letters of any script, digits, `-`, `_`, `.`, `@`.
    #[schema(example = "amy")]
    pub username: String,
    /// `viewer`, `analyst`, `operator` or `admin`.
    #[schema(example = "analyst")]
    pub role: String,
    /// 12 to 128 characters; one is made up without it.
    #[serde(default)]
    pub password: Option<String>,
}

impl fmt::Debug for CreateUserRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CreateUserRequest").field("role", &self.role).finish_non_exhaustive()
    }
}

/// What to change of an account; absent fields stay.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeUserRequest {
    /// The new role.
    #[serde(default)]
    #[schema(example = "operator")]
    pub role: Option<String>,
    /// False disables the account.
    #[serde(default)]
    pub is_active: Option<bool>,
}

/// Another password for somebody.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResetPasswordRequest {
    /// 12 to 128 characters; one is made up without it.
    #[serde(default)]
    pub password: Option<String>,
}

impl fmt::Debug for ResetPasswordRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResetPasswordRequest").finish_non_exhaustive()
    }
}

/// An account that was made, or whose password was set anew.
#[derive(Clone, Serialize, ToSchema)]
pub struct MadeUserResponse {
    /// The account.
    pub user: UserResponse,
    /// The password that was made up. It is shown here and nowhere else.
    pub password: Option<String>,
}

impl MadeUserResponse {
    /// With the password, if one was made up.
    pub fn new(user: User, password: Option<String>) -> Self {
        Self { user: user.into(), password }
    }
}

impl fmt::Debug for MadeUserResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MadeUserResponse").field("user", &self.user).finish_non_exhaustive()
    }
}

/// A token to make.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateTokenRequest {
    /// What it is for.
    #[schema(example = "nightly report")]
    pub name: String,
    /// What it allows; all that its owner may do when absent.
    #[serde(default)]
    #[schema(example = json!(["view", "query"]))]
    pub permissions: Option<Vec<String>>,
    /// The only connections it reaches; all that its owner reaches when absent.
    #[serde(default)]
    pub connections: Option<Vec<String>>,
    /// Days until it ends: 1 to 3650, 90 when absent.
    #[serde(default)]
    pub expires_in_days: Option<u32>,
}

/// A token, without the token.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TokenResponse {
    /// Its number.
    pub id: i64,
    /// Whose it is.
    pub username: String,
    /// What it is for.
    pub name: String,
    /// Its first characters.
    #[schema(example = "weir_x7Qa")]
    pub hint: String,
    /// What it allows at most.
    pub permissions: Vec<&'static str>,
    /// The only connections it reaches; null for all that its owner reaches.
    pub connections: Option<Vec<String>>,
    /// When it was made.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When it ends.
    #[schema(format = DateTime)]
    pub expires_at: String,
    /// When it was last used, to the minute.
    #[schema(format = DateTime)]
    pub used_at: Option<String>,
    /// When it was revoked.
    #[schema(format = DateTime)]
    pub revoked_at: Option<String>,
}

impl TokenResponse {
    /// A token and the name of its owner.
    pub fn new(token: ApiToken, username: String) -> Self {
        Self {
            id: token.id.0,
            username,
            name: token.name,
            hint: token.hint,
            permissions: token.permissions.iter().map(Permission::as_str).collect(),
            connections: token
                .connections
                .map(|names| names.iter().map(DbName::as_str).map(str::to_owned).collect()),
            created_at: token.created_at.to_string(),
            expires_at: token.expires_at.to_string(),
            used_at: token.used_at.map(|at| at.to_string()),
            revoked_at: token.revoked_at.map(|at| at.to_string()),
        }
    }
}

/// One page of tokens.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TokenListResponse {
    /// The newest first.
    pub items: Vec<TokenResponse>,
    /// How many there are.
    pub total: u64,
    /// The page's number.
    pub page: u64,
    /// How many pages there are.
    pub pages: u64,
    /// The most items of a page.
    pub limit: u64,
}

/// A token that was made.
#[derive(Clone, Serialize, ToSchema)]
pub struct MadeTokenResponse {
    /// What is told of it later.
    pub token: TokenResponse,
    /// The token itself. It is shown here and nowhere else.
    #[schema(example = "weir_…")]
    pub secret: String,
}

impl fmt::Debug for MadeTokenResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MadeTokenResponse").field("token", &self.token).finish_non_exhaustive()
    }
}
