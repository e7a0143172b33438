//! The session's cookie: read from a request, set and taken back in an answer.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue, header};
use weir_model::Secret;

use crate::HttpSettings;

/// Over plain HTTP, on loopback or behind a proxy that nobody told us of.
const PLAIN: &str = "weir_session";
/// Over https: the browser takes such a name only with `Secure`, for the whole host and from the host itself.
const SECURE: &str = "__Host-weir_session";

/// The secret of the session that a request belongs to.
pub(crate) fn session_secret(headers: &HeaderMap) -> Option<Secret> {
    let pairs = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let mut pairs = pairs.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let (_, secret) = pairs.find(|(name, _)| *name == PLAIN || *name == SECURE)?;
    Some(Secret::new(secret))
}

/// Sets the cookie of a session.
pub(crate) fn set(settings: &HttpSettings, secret: &Secret, life: Duration) -> Option<HeaderValue> {
    write(settings, secret.expose_secret(), life.as_secs())
}

/// Takes the cookie back.
pub(crate) fn clear(settings: &HttpSettings) -> Option<HeaderValue> {
    write(settings, "", 0)
}

/// None can't happen: the secret is letters and digits.
fn write(settings: &HttpSettings, value: &str, life_s: u64) -> Option<HeaderValue> {
    let (name, secure) = if settings.is_https() { (SECURE, "; Secure") } else { (PLAIN, "") };
    let text = format!("{name}={value}; Path=/; Max-Age={life_s}; HttpOnly; SameSite=Lax{secure}");
    let mut header = HeaderValue::from_str(&text).ok()?;
    header.set_sensitive(true);
    Some(header)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_session_among_other_cookies() {
        for (header, expected) in [
            ("weir_session=abc", Some("abc")),
            ("a=b; __Host-weir_session=abc; c=d", Some("abc")),
            ("other=weir_session=abc", None),
            ("weir_sessions=abc", None),
            ("", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, HeaderValue::from_static(header));
            let found = session_secret(&headers);
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
        let public_url = Some("https://weir.example".to_owned());
        assert_eq!(
            told(&HttpSettings { public_url, ..HttpSettings::default() }),
            "__Host-weir_session=abc; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure"
        );
    }
}
