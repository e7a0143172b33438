//! Whether a request comes from where it may. As long as nobody signs in, this is what keeps a web page
//! elsewhere from driving a server on somebody's own machine (CSRF and DNS rebinding).

use std::net::Ipv4Addr;

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, Method, header, uri::Authority},
};

use crate::failure::RequestError;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const SEC_FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");

/// Refuses a foreign `Host`, a foreign `Origin` and what a browser says comes from another site.
pub(crate) fn check(request: &Request, allowed_hosts: &[String]) -> Result<(), RequestError> {
    let headers = request.headers();
    let host = host_of(request).ok_or_else(|| refuse("the Host header is missing or not readable"))?;
    if !is_local(host.host())
        && !allowed_hosts.iter().any(|allowed| allowed.eq_ignore_ascii_case(host.host()))
    {
        return Err(refuse("the Host header names another machine"));
    }
    if let Some(origin) = headers.get(header::ORIGIN) {
        let same = origin.to_str().ok().and_then(|origin| origin.split_once("://"));
        if !same.is_some_and(|(_, authority)| authority.eq_ignore_ascii_case(host.as_str())) {
            return Err(refuse("the Origin header names another site"));
        }
    }
    match text(headers, &SEC_FETCH_SITE) {
        Some("cross-site" | "same-site") if !is_navigation(request) => {
            Err(refuse("the browser says that another site asked"))
        }
        _ => Ok(()),
    }
}

/// Following a link to a page of ours is harmless: the answer is shown, not handed to the other site.
fn is_navigation(request: &Request) -> bool {
    request.method() == Method::GET && text(request.headers(), &SEC_FETCH_MODE) == Some("navigate")
}

fn host_of(request: &Request) -> Option<Authority> {
    match text(request.headers(), &header::HOST) {
        Some(host) => host.parse().ok(),
        None => request.uri().authority().cloned(),
    }
}

fn is_local(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host == "[::1]"
        || host.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback())
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
        check(&request.body(Body::empty()).unwrap(), &["weir.example".to_owned()]).is_ok()
    }

    #[test]
    fn lets_programs_and_its_own_pages_in() {
        assert!(asked("POST", &[("host", "127.0.0.1:8642")]));
        assert!(asked("POST", &[("host", "localhost:8642"), ("origin", "http://localhost:8642")]));
        assert!(asked("PUT", &[("host", "[::1]:8642"), ("sec-fetch-site", "same-origin")]));
        assert!(asked("GET", &[("host", "weir.example"), ("sec-fetch-site", "none")]));
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
