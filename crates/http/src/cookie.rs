//! The cookies: of a session, and of a browser on its way over the identity provider. Read from a request, set and
//! taken back in an answer.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue, header};
use weir_model::Secret;

use crate::HttpSettings;

/// What a cookie is called: over plain HTTP, on loopback or behind a proxy that nobody told us of; and over https.
/// There the browser takes such a name only with `Secure`, for the whole host and from the host itself, so nobody
/// beside us can set it, and the other name is not read.
type Names = (&'static str, &'static str);

const SESSION: Names = ("weir_session", "__Host-weir_session");
const FLOW: Names = ("weir_oidc", "__Host-weir_oidc");

/// The secret of the session that a request belongs to.
pub(crate) fn session_secret(settings: &HttpSettings, headers: &HeaderMap) -> Option<Secret> {
    read(settings, headers, SESSION)
}

/// Sets the cookie of a session.
pub(crate) fn set(settings: &HttpSettings, secret: &Secret, life: Duration) -> Option<HeaderValue> {
    write(settings, SESSION, (secret.expose_secret(), life))
}

/// Takes the cookie of a session back.
pub(crate) fn clear(settings: &HttpSettings) -> Option<HeaderValue> {
    write(settings, SESSION, ("", Duration::ZERO))
}

/// The secret of a browser that comes back from the identity provider.
pub(crate) fn flow_secret(settings: &HttpSettings, headers: &HeaderMap) -> Option<Secret> {
    read(settings, headers, FLOW)
}

/// Sets the cookie of a browser that is sent to the identity provider.
pub(crate) fn set_flow(settings: &HttpSettings, secret: &Secret, life: Duration) -> Option<HeaderValue> {
    write(settings, FLOW, (secret.expose_secret(), life))
}

/// Takes that cookie back.
pub(crate) fn clear_flow(settings: &HttpSettings) -> Option<HeaderValue> {
    write(settings, FLOW, ("", Duration::ZERO))
}

fn read(settings: &HttpSettings, headers: &HeaderMap, (plain, secure): Names) -> Option<Secret> {
    let wanted = if settings.is_https() { secure } else { plain };
    let pairs = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let mut pairs = pairs.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let (_, secret) = pairs.find(|(name, _)| *name == wanted)?;
    Some(Secret::new(secret))
}

/// None can't happen: the secret is letters and digits.
fn write(
    settings: &HttpSettings,
    (plain, secure): Names,
    (value, life): (&str, Duration),
) -> Option<HeaderValue> {
    let (name, secure) = if settings.is_https() { (secure, "; Secure") } else { (plain, "") };
    let life_s = life.as_secs();
    let text = format!("{name}={value}; Path=/; Max-Age={life_s}; HttpOnly; SameSite=Lax{secure}");
    let mut header = HeaderValue::from_str(&text).ok()?;
    header.set_sensitive(true);
    Some(header)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn https() -> HttpSettings {
        HttpSettings { public_url: Some("https://weir.example".to_owned()), ..HttpSettings::default() }
    }

    #[test]
    fn finds_the_session_among_other_cookies() {
        let (http, https) = (HttpSettings::default(), https());
        for (settings, header, expected) in [
            (&http, "weir_session=abc", Some("abc")),
            (&http, "a=b; weir_session=abc; c=d", Some("abc")),
            (&https, "a=b; __Host-weir_session=abc; c=d", Some("abc")),
            // Anybody on a neighbouring name could have set it.
            (&https, "weir_session=abc", None),
            (&https, "weir_session=evil; __Host-weir_session=abc", Some("abc")),
            (&http, "other=weir_session=abc", None),
            (&http, "weir_sessions=abc", None),
            (&http, "", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, HeaderValue::from_static(header));
            let found = session_secret(settings, &headers);
            assert_eq!(found.as_ref().map(Secret::expose_secret), expected, "{header}");
        }
    }

    #[test]
    fn is_secure_over_https_and_never_readable_by_scripts() {
        let told = |settings: &HttpSettings| {
            let set = set(settings, &Secret::new("abc"), Duration::from_mins(1)).unwrap();
            set.to_str().unwrap().to_owned()
        };
        assert_eq!(
            told(&HttpSettings::default()),
            "weir_session=abc; Path=/; Max-Age=60; HttpOnly; SameSite=Lax"
        );
        assert_eq!(
            told(&https()),
            "__Host-weir_session=abc; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure"
        );
    }
}
