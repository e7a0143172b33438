//! What the operator says of the provider, and which of it can't be.

use std::net::IpAddr;

use url::{Host, Url};
use weir_model::Secret;

use crate::Error;

/// The provider and what Weir is to it.
#[derive(Clone, Debug)]
pub struct OidcSettings {
    /// The provider's address, exactly as it calls itself.
    pub issuer: String,
    /// What Weir is called there.
    pub client_id: String,
    /// The secret between the two; none for a public client, which PKCE alone protects.
    pub client_secret: Option<Secret>,
    /// What is asked for beside `openid`.
    pub scopes: Vec<String>,
    /// The claim that lists somebody's groups. Points lead into objects: `realm_access.roles`.
    pub groups_claim: String,
    /// The claim that a new account is named after.
    pub name_claim: String,
    /// Where the provider sends browsers back to. It must know this address too.
    pub redirect_url: String,
}

impl OidcSettings {
    /// Refuses what could not work, or not safely.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let settings = |name: &str, why: &str| Error::Settings(format!("{name} {why}"));
        if self.client_id.trim().is_empty() {
            return Err(settings("client_id", "is missing"));
        }
        let issuer = Url::parse(&self.issuer).ok().ok_or_else(|| settings("issuer", "is no URL"))?;
        if issuer.query().is_some() || issuer.fragment().is_some() || !issuer.username().is_empty() {
            return Err(settings("issuer", "must be a URL without user, query and fragment"));
        }
        if !is_confidential(&issuer) {
            return Err(settings("issuer", "must begin with https://"));
        }
        let redirect = Url::parse(&self.redirect_url)
            .ok()
            .ok_or_else(|| settings("the redirect address", "is no URL"))?;
        if !is_confidential(&redirect) {
            return Err(settings("the redirect address", "must begin with https://"));
        }
        Ok(())
    }
}

/// Whether nobody on the way reads along: TLS, or this very machine.
pub(crate) fn is_confidential(url: &Url) -> bool {
    match (url.scheme(), url.host()) {
        ("https", Some(_)) => true,
        ("http", Some(Host::Domain(name))) => name == "localhost",
        ("http", Some(Host::Ipv4(address))) => IpAddr::from(address).is_loopback(),
        ("http", Some(Host::Ipv6(address))) => IpAddr::from(address).is_loopback(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(issuer: &str, redirect_url: &str) -> Result<(), String> {
        let settings = OidcSettings {
            issuer: issuer.to_owned(),
            client_id: "weir".to_owned(),
            client_secret: None,
            scopes: Vec::new(),
            groups_claim: "groups".to_owned(),
            name_claim: "preferred_username".to_owned(),
            redirect_url: redirect_url.to_owned(),
        };
        settings.check().map_err(|error| error.to_string())
    }

    #[test]
    fn speaks_in_clear_only_to_this_machine() {
        let good = "https://weir.example/api/v1/auth/oidc/callback";
        for issuer in
            ["https://id.example", "https://id.example/realms/a", "http://localhost:8080", "http://[::1]:1"]
        {
            assert_eq!(checked(issuer, good), Ok(()), "{issuer}");
        }
        for issuer in ["http://id.example", "http://192.0.2.1", "ftp://id.example", "https://id.example?a=b"]
        {
            assert!(checked(issuer, good).unwrap_err().starts_with("issuer must"), "{issuer}");
        }
        assert_eq!(checked("id.example", good).unwrap_err(), "issuer is no URL");
        assert!(checked("https://id.example", "http://weir.example/").is_err());
        assert_eq!(checked("https://id.example", "http://127.0.0.1:8642/"), Ok(()));
    }
}
