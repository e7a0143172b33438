//! Whether a request comes from where it may: what keeps a web page elsewhere from driving a server on somebody's
//! own machine or with somebody's session (CSRF and DNS rebinding).

use std::net::{Ipv4Addr, Ipv6Addr};

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, Method, Uri, header, uri::Authority},
};

use crate::failure::RequestError;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const SEC_FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");

/// Refuses a `Host` that is not ours: a name of another site that was made to point here (DNS rebinding).
///
/// An address in figures is never such a name, so it is accepted: a page under it came from this machine or
/// network, and its `Origin` tells which. Names other than `localhost` must be listed.
pub(crate) fn check_host(request: &Request, allowed_hosts: &[String]) -> Result<(), RequestError> {
    let host = host_of(request.headers(), request.uri())
        .ok_or_else(|| refuse("the Host header is missing or not readable"))?;
    let name = host.host();
    let is_ours = name.eq_ignore_ascii_case("localhost")
        || is_address(name)
        || allowed_hosts.iter().any(|allowed| allowed.eq_ignore_ascii_case(name));
    if is_ours {
        Ok(())
    } else {
        Err(refuse("the Host header names another machine; server.allowed_hosts lists the names of this one"))
    }
}

/// Refuses a foreign `Origin` and what a browser says comes from another site.
pub(crate) fn check_site(method: &Method, headers: &HeaderMap) -> Result<(), RequestError> {
    if let Some(origin) = headers.get(header::ORIGIN) {
        let host = text(headers, &header::HOST);
        let same = origin.to_str().ok().and_then(|origin| origin.split_once("://"));
        if !same.zip(host).is_some_and(|((_, authority), host)| authority.eq_ignore_ascii_case(host)) {
            return Err(refuse("the Origin header names another site"));
        }
    }
    match text(headers, &SEC_FETCH_SITE) {
        Some("cross-site" | "same-site") if !is_navigation(method, headers) => {
            Err(refuse("the browser says that another site asked"))
        }
        _ => Ok(()),
    }
}

/// Following a link to a page of ours is harmless: the answer is shown, not handed to the other site.
fn is_navigation(method: &Method, headers: &HeaderMap) -> bool {
    method == Method::GET && text(headers, &SEC_FETCH_MODE) == Some("navigate")
}

fn host_of(headers: &HeaderMap, uri: &Uri) -> Option<Authority> {
    match text(headers, &header::HOST) {
        Some(host) => host.parse().ok(),
        None => uri.authority().cloned(),
    }
}

fn is_address(host: &str) -> bool {
    let inner = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    match inner {
        Some(inner) => inner.parse::<Ipv6Addr>().is_ok(),
        None => host.parse::<Ipv4Addr>().is_ok(),
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn refuse(why: &str) -> RequestError {
    RequestError::ForeignOrigin(why.to_owned())
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn asked(method: &str, headers: &[(&str, &str)]) -> bool {
        let mut request = Request::builder().method(method).uri("/api/v1/dbs");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::empty()).unwrap();
        check_host(&request, &["weir.example".to_owned()]).is_ok()
            && check_site(request.method(), request.headers()).is_ok()
    }

    #[test]
    fn lets_programs_and_its_own_pages_in() {
        assert!(asked("POST", &[("host", "127.0.0.1:8642")]));
        assert!(asked("POST", &[("host", "localhost:8642"), ("origin", "http://localhost:8642")]));
        assert!(asked("PUT", &[("host", "[::1]:8642"), ("sec-fetch-site", "same-origin")]));
        assert!(asked("GET", &[("host", "weir.example"), ("sec-fetch-site", "none")]));
        assert!(asked("POST", &[("host", "192.0.2.7:8642"), ("origin", "http://192.0.2.7:8642")]));
        assert!(asked("POST", &[("host", "[2001:db8::1]:8642")]));
    }

    #[test]
    fn refuses_pages_of_other_sites() {
        assert!(!asked("POST", &[("host", "127.0.0.1:8642"), ("origin", "https://evil.example")]));
        assert!(!asked("POST", &[("host", "127.0.0.1:8642"), ("origin", "null")]));
        assert!(!asked("POST", &[("host", "127.0.0.1:8642"), ("origin", "http://127.0.0.1:9999")]));
        assert!(!asked("GET", &[("host", "127.0.0.1:8642"), ("sec-fetch-site", "cross-site")]));
        assert!(!asked("DELETE", &[("host", "localhost"), ("sec-fetch-site", "same-site")]));
    }

    #[test]
    fn refuses_a_host_that_was_rebound_to_this_machine() {
        assert!(!asked("POST", &[("host", "evil.example:8642")]));
        assert!(!asked("POST", &[("host", "evil.example"), ("origin", "http://evil.example")]));
        assert!(!asked("POST", &[("host", "127.0.0.1.evil.example")]));
        assert!(!asked("POST", &[]));
    }

    #[test]
    fn lets_a_link_to_a_page_be_followed() {
        let link = [("host", "localhost"), ("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate")];
        assert!(asked("GET", &link));
        assert!(!asked("POST", &link));
    }
}
