//! `[auth.oidc]`: the identity provider where people may sign in too. What can't work is told before the server starts,
//! but the provider itself isn't asked: one that is down keeps nobody from starting.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use weir_gateway::OidcSignIn;
use weir_model::{Role, Secret, SystemClock};
use weir_oidc::{OidcClient, OidcSettings};

use crate::{
    config::{AnonymousRole, Config, mask, read_secret},
    failure::Failure,
    network,
};

/// Where providers send browsers back to, below `server.public_url`.
const CALLBACK: &str = "/api/v1/auth/oidc/callback";

/// `[auth.oidc]`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct OidcConfig {
    /// None for no provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) issuer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) client_id: Option<String>,
    /// None for a public client.
    #[serde(
        deserialize_with = "read_secret",
        serialize_with = "mask",
        skip_serializing_if = "Option::is_none"
    )]
    pub(crate) client_secret: Option<Secret>,
    pub(crate) scopes: Vec<String>,
    pub(crate) groups_claim: String,
    pub(crate) name_claim: String,
    pub(crate) roles: Vec<String>,
    /// None when people in no group are refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) default_role: Option<AnonymousRole>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) label: Option<String>,
}

impl Default for OidcConfig {
    fn default() -> Self {
        Self {
            issuer: None,
            client_id: None,
            client_secret: None,
            scopes: vec!["profile".to_owned(), "email".to_owned()],
            groups_claim: "groups".to_owned(),
            name_claim: "preferred_username".to_owned(),
            roles: Vec::new(),
            default_role: None,
            label: None,
        }
    }
}

/// The provider of the settings; none where no issuer is set.
pub(crate) fn sign_in_elsewhere(config: &Config) -> Result<Option<OidcSignIn>, Failure> {
    let oidc = &config.auth.oidc;
    let Some(issuer) = &oidc.issuer else {
        return if oidc.client_id.is_some() || oidc.client_secret.is_some() || !oidc.roles.is_empty() {
            Err(Failure::usage("[auth.oidc] is set in part: auth.oidc.issuer is missing"))
        } else {
            Ok(None)
        };
    };
    let public_url = config.server.public_url.as_ref().ok_or_else(|| {
        Failure::usage("auth.oidc needs server.public_url: the provider sends browsers back to it")
    })?;
    let roles = oidc.roles.iter().map(|text| role_of(text)).collect::<Result<Vec<_>, _>>()?;
    if roles.is_empty() && oidc.default_role.is_none() {
        return Err(Failure::usage("auth.oidc lets nobody in: auth.oidc.roles and default_role are missing")
            .next("write roles = [\"group=role\"], or default_role = \"viewer\" for everybody"));
    }
    let base_path = network::settings(&config.server)?.base_path;
    let settings = OidcSettings {
        issuer: issuer.clone(),
        client_id: oidc.client_id.clone().unwrap_or_default(),
        client_secret: oidc.client_secret.clone(),
        scopes: oidc.scopes.clone(),
        groups_claim: oidc.groups_claim.clone(),
        name_claim: oidc.name_claim.clone(),
        redirect_url: redirect_url(public_url, &base_path),
    };
    let client = OidcClient::new(settings, Arc::new(SystemClock));
    let client = client.map_err(|error| Failure::usage(format!("auth.oidc: {error}")))?;
    Ok(Some(OidcSignIn {
        client: Arc::new(client),
        label: oidc.label.clone(),
        roles,
        default_role: oidc.default_role.map(Into::into),
    }))
}

/// The public address may hold the path that this server is under, or leave it to `server.base_path`.
fn redirect_url(public_url: &str, base_path: &str) -> String {
    let public = public_url.trim_end_matches('/');
    let base_path = if public.ends_with(base_path) { "" } else { base_path };
    format!("{public}{base_path}{CALLBACK}")
}

/// `group=role`; a group may hold `=` itself.
fn role_of(text: &str) -> Result<(String, Role), Failure> {
    let pair = text.rsplit_once('=').map(|(group, role)| (group.trim(), role.trim()));
    let parsed = pair.filter(|(group, _)| !group.is_empty());
    let parsed = parsed.and_then(|(group, role)| Some((group.to_owned(), role.parse().ok()?)));
    parsed.ok_or_else(|| {
        Failure::usage(format!("auth.oidc.roles: `{text}` gives no role"))
            .next("write each as group=role, with viewer, analyst, operator or admin")
    })
}

impl From<AnonymousRole> for Role {
    fn from(role: AnonymousRole) -> Self {
        match role {
            AnonymousRole::Viewer => Self::Viewer,
            AnonymousRole::Analyst => Self::Analyst,
            AnonymousRole::Operator => Self::Operator,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(change: impl FnOnce(&mut OidcConfig)) -> Config {
        let mut config = Config::default();
        config.server.public_url = Some("https://weir.example".to_owned());
        config.auth.oidc = OidcConfig {
            issuer: Some("https://id.example".to_owned()),
            client_id: Some("weir".to_owned()),
            roles: vec!["cn=dba,ou=groups=admin".to_owned(), "data=analyst".to_owned()],
            ..OidcConfig::default()
        };
        change(&mut config.auth.oidc);
        config
    }

    #[test]
    fn reads_the_provider_and_its_roles() {
        assert!(sign_in_elsewhere(&Config::default()).unwrap().is_none());
        let oidc = sign_in_elsewhere(&config(|_| {})).unwrap().unwrap();
        assert_eq!(oidc.client.issuer(), "https://id.example");
        let expected = [("cn=dba,ou=groups", Role::Admin), ("data", Role::Analyst)];
        assert_eq!(oidc.roles, expected.map(|(group, role)| (group.to_owned(), role)));
    }

    #[test]
    fn tells_what_is_missing_or_wrong() {
        let problem = |change: &dyn Fn(&mut OidcConfig)| {
            sign_in_elsewhere(&config(|oidc| change(oidc))).unwrap_err().to_string()
        };
        assert!(problem(&|oidc| oidc.issuer = None).contains("auth.oidc.issuer is missing"));
        assert!(problem(&|oidc| oidc.client_id = None).contains("client_id is missing"));
        assert!(problem(&|oidc| oidc.issuer = Some("http://id.example".to_owned())).contains("https://"));
        assert!(problem(&|oidc| oidc.roles = vec!["dba=root".to_owned()]).contains("`dba=root`"));
        assert!(problem(&|oidc| oidc.roles = vec!["=admin".to_owned()]).contains("gives no role"));
        assert!(problem(&|oidc| oidc.roles.clear()).contains("lets nobody in"));
        let mut nowhere = config(|_| {});
        nowhere.server.public_url = None;
        assert!(sign_in_elsewhere(&nowhere).unwrap_err().to_string().contains("server.public_url"));
    }

    #[test]
    fn browsers_come_back_below_the_public_address() {
        for (public, base, expected) in [
            ("https://weir.example", "", "https://weir.example/api/v1/auth/oidc/callback"),
            ("https://tools.example/", "/weir", "https://tools.example/weir/api/v1/auth/oidc/callback"),
            ("https://tools.example/weir/", "/weir", "https://tools.example/weir/api/v1/auth/oidc/callback"),
        ] {
            assert_eq!(redirect_url(public, base), expected);
        }
    }
}
