//! `/api/v1/dbs/{name}/access`: who may see a connection.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use weir_model::{Audience, Grant, Grantee};

/// Who may see a connection. Admins always do.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AccessResponse {
    /// False: everybody with the permission.
    pub limited: bool,
    /// Those who may when it is limited.
    pub grants: Vec<GrantBody>,
}

/// Says anew who may see a connection.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PutAccessRequest {
    /// False: everybody with the permission.
    pub limited: bool,
    /// Those who may when it is limited.
    #[serde(default)]
    pub grants: Vec<GrantBody>,
}

/// Somebody who may see a limited connection: a `user` or a `role`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GrantBody {
    /// A person's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "amy")]
    pub user: Option<String>,
    /// Everybody in this role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Until when, RFC 3339; for ever without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub until: Option<String>,
}

impl From<Grant> for GrantBody {
    fn from(grant: Grant) -> Self {
        let until = grant.until.map(|until| until.to_string());
        match grant.to {
            Grantee::User { username, .. } => Self { user: Some(username), role: None, until },
            Grantee::Role(role) => Self { user: None, role: Some(role.to_string()), until },
        }
    }
}

impl From<Audience> for AccessResponse {
    fn from(audience: Audience) -> Self {
        let grants = audience.grants.into_iter().map(Into::into).collect();
        Self { limited: audience.limited, grants }
    }
}
