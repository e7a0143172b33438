//! The frame around every request: its id, the origin check, panics, the rendering of failures, one log
//! line. Owns which dialect a path speaks.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Instant};

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures_util::FutureExt;
use tracing::{error, info, warn};
use uuid::Uuid;

use weir_gateway::{Caller, Error, RequestOrigin};

use crate::{
    AppState, cors, envelope,
    failure::{Failure, RequestError},
    forwarded,
    language::Language,
    may::CallerSlot,
    origin, plain,
};

/// What a renderer needs to know of the request.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) request_id: String,
    pub(crate) language: Language,
    pub(crate) now: weir_model::Timestamp,
}

const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
/// For a year.
const ONLY_HTTPS: &str = "max-age=31536000";
const NO_PAGE: &str = "default-src 'none'; frame-ancestors 'none'";
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Wraps the whole router.
pub(crate) async fn frame(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let route = request.extensions().get::<MatchedPath>().cloned();
    let asked = Asked {
        method: request.method().clone(),
        uri: request.uri().clone(),
        request_id: Uuid::new_v4().simple().to_string(),
        language: Language::of(request.headers()),
        now: state.gateway.now(),
    };
    let caller = Arc::new(CallerSlot::default());
    request.extensions_mut().insert(Arc::clone(&caller));
    let network = &state.settings.network;
    let client = forwarded::resolve(&mut request, &network.trusted_proxies);
    let from = RequestOrigin { address: client.address, request_id: asked.request_id.clone() };
    request.extensions_mut().insert(from);
    let page = cors::allow(&mut request, &network.cors_origins);
    let response = match check_host(&request, &state) {
        Ok(()) if page.is_some() && cors::is_preflight(&request) => cors::preflight(),
        Ok(()) => AssertUnwindSafe(next.run(request)).catch_unwind().await.unwrap_or_else(|_| {
            // The panic's text is already in the log, written by the panic hook.
            Failure::from(RequestError::Panic).into_response()
        }),
        Err(refused) => Failure::from(refused).into_response(),
    };
    let mut response = match response.extensions().get::<Arc<Failure>>() {
        Some(failure) => {
            note_refusal(&state, &caller, failure, &asked).await;
            render(failure, &asked)
        }
        None => response,
    };
    finish_headers(&mut response, &asked, client.is_https || state.settings.is_https());
    stay_below(&network.base_path, response.headers_mut());
    cors::finish(response.headers_mut(), page, !network.cors_origins.is_empty());
    let elapsed = started.elapsed();
    let elapsed_ms = elapsed.as_millis();
    let status = response.status().as_u16();
    let route = route.as_ref().map_or("unknown", MatchedPath::as_str);
    state.gateway.meters().request_answered(method_label(&asked.method), route, status, elapsed);
    info!(
        request.id = asked.request_id,
        http.status = status,
        caller = caller.0.get().map(Caller::name),
        elapsed_ms,
        "{} {}",
        asked.method,
        asked.uri.path()
    );
    response
}

/// A probe of the machinery around us addresses the server however it likes, and learns nothing.
fn check_host(request: &Request, state: &AppState) -> Result<(), RequestError> {
    if request.uri().path().starts_with("/health/") {
        return Ok(());
    }
    origin::check_host(request, &state.settings.allowed_hosts)
}

/// A refusal of somebody known goes into the audit log; what nobody known tries is in the log alone.
async fn note_refusal(state: &AppState, caller: &CallerSlot, failure: &Failure, asked: &Asked) {
    let why = match failure {
        Failure::Gateway(Error::Forbidden(permission)) => permission.as_str(),
        Failure::Gateway(Error::SessionRequired) => "session_required",
        Failure::Gateway(Error::PasswordChangeRequired) => "password_change_required",
        Failure::Request(RequestError::CsrfMissing) => "csrf_missing",
        Failure::Request(RequestError::CsrfInvalid) => "csrf_invalid",
        Failure::Request(RequestError::ForeignOrigin(_)) => "foreign_origin",
        _ => return,
    };
    if let Some(caller) = caller.0.get() {
        let what = format!("{} {}", asked.method, asked.uri.path());
        state.gateway.note_refusal(caller, &what, why).await;
    }
}

/// A client can make up methods without end; each would be a series of its own.
fn method_label(method: &Method) -> &str {
    let known = [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::HEAD];
    if known.contains(method) || method == Method::OPTIONS { method.as_str() } else { "other" }
}

/// Paths of the query dialect; everything else speaks the ledger dialect.
pub(crate) fn speaks_plain(path: &str) -> bool {
    ["/api/v1/dbs", "/api/v1/query", "/api/v1/queries"]
        .iter()
        .any(|prefix| path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

fn render(failure: &Failure, asked: &Asked) -> Response {
    let error_id = Uuid::new_v4().simple().to_string();
    let response = if speaks_plain(asked.uri.path()) {
        plain::render(failure, &error_id)
    } else {
        envelope::render(failure, &error_id, asked)
    };
    if response.status().is_server_error() {
        log_failure(failure, &error_id, asked, response.status().as_u16());
    }
    response
}

/// The one place where a failure is logged: with its causes when it is a fault, in a word when a target is down.
fn log_failure(failure: &Failure, error_id: &str, asked: &Asked, status: u16) {
    if status == 500 {
        let causes = causes(failure);
        error!(error.id = error_id, request.id = asked.request_id, causes, "request failed: {failure}");
    } else {
        warn!(
            error.id = error_id,
            request.id = asked.request_id,
            http.status = status,
            "request failed: {failure}"
        );
    }
}

fn causes(failure: &Failure) -> String {
    let mut text = String::new();
    let mut source = std::error::Error::source(failure);
    while let Some(cause) = source {
        text.push_str(if text.is_empty() { "" } else { ": " });
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}

/// Whoever is sent elsewhere on this server stays below the path that it is under.
fn stay_below(base_path: &str, headers: &mut HeaderMap) {
    let base_path = base_path.trim_end_matches('/');
    let location = headers.get(header::LOCATION).and_then(|location| location.to_str().ok());
    let Some(location) = location.filter(|location| location.starts_with('/') && !base_path.is_empty())
    else {
        return;
    };
    if let Ok(location) = HeaderValue::from_str(&format!("{base_path}{location}")) {
        headers.insert(header::LOCATION, location);
    }
}

fn finish_headers(response: &mut Response, asked: &Asked, is_https: bool) {
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&asked.request_id) {
        headers.insert(REQUEST_ID, value);
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(OPENER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(RESOURCE_POLICY, HeaderValue::from_static("same-origin"));
    if is_https {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(ONLY_HTTPS));
    }
    // What is no page needs nothing of what a page may do.
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(NO_PAGE));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_dialect_of_a_path() {
        for path in ["/api/v1/dbs", "/api/v1/dbs/x", "/api/v1/query/x", "/api/v1/queries/1"] {
            assert!(speaks_plain(path), "{path}");
        }
        for path in ["/", "/api/v1/dbsx", "/api/v1/databases", "/api/v1/instances", "/health/live"] {
            assert!(!speaks_plain(path), "{path}");
        }
    }
}
