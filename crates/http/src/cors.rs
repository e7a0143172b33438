//! Pages of other sites that the operator lets call this server. A request from such a page is told apart here, once;
//! behind this nobody sees where it came from.

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};

const METHODS: &str = "GET, POST, PUT, PATCH, DELETE";
const HEADERS: &str =
    "accept, accept-language, authorization, content-type, last-event-id, x-csrftoken, x-query-id";
const EXPOSED: &str =
    "content-disposition, retry-after, x-query-id, x-request-id, x-weir-rows, x-weir-truncated";
/// How long a browser remembers a preflight, in seconds.
const REMEMBERED: &str = "600";
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The origin of the page, if it may call. Then it counts as one of ours: the marks of another site are taken off.
pub(crate) fn allow(request: &mut Request, origins: &[String]) -> Option<HeaderValue> {
    let origin = request.headers().get(header::ORIGIN)?;
    let text = origin.to_str().ok()?;
    if !origins.iter().any(|allowed| allowed.trim_end_matches('/').eq_ignore_ascii_case(text)) {
        return None;
    }
    let origin = origin.clone();
    request.headers_mut().remove(header::ORIGIN);
    request.headers_mut().remove(SEC_FETCH_SITE);
    Some(origin)
}

/// Whether a browser asks what it may ask.
pub(crate) fn is_preflight(request: &Request) -> bool {
    request.method() == Method::OPTIONS
        && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}

/// The answer to a preflight of an allowed page.
pub(crate) fn preflight() -> Response {
    let headers = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, METHODS),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, HEADERS),
        (header::ACCESS_CONTROL_MAX_AGE, REMEMBERED),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}

/// Tells the browser that this page may see the answer, credentials included: so it is named, never `*`.
pub(crate) fn finish(headers: &mut HeaderMap, origin: Option<HeaderValue>, any_allowed: bool) {
    if any_allowed {
        headers.append(header::VARY, HeaderValue::from_static("origin"));
    }
    let Some(origin) = origin else { return };
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED));
}
