//! `/metrics`: what is counted and measured, for Prometheus. Has its own switch and its own token; people's sign-in
//! has nothing to do with it.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use weir_model::Secret;

use crate::{
    AppState,
    failure::{Failure, RequestError},
};

const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Who may read the metrics.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum MetricsAccess {
    /// Nobody: the path is not there.
    #[default]
    Off,
    /// Whoever reaches the server.
    Open,
    /// Whoever sends this as `Authorization: Bearer`.
    Token(Secret),
}

/// Answers with everything as OpenMetrics text.
pub(crate) async fn scrape(State(state): State<AppState>, headers: HeaderMap) -> Result<Response, Failure> {
    match &state.settings.metrics {
        MetricsAccess::Off => return Err(RequestError::UnknownPath("/metrics".to_owned()).into()),
        MetricsAccess::Open => {}
        MetricsAccess::Token(token) => {
            if !bearer(&headers).is_some_and(|given| token.matches(given)) {
                let challenge = [(header::WWW_AUTHENTICATE, "Bearer realm=\"metrics\"")];
                return Ok(
                    (StatusCode::UNAUTHORIZED, challenge, "metrics.token is required\n").into_response()
                );
            }
        }
    }
    Ok(([(header::CONTENT_TYPE, OPEN_METRICS)], state.gateway.scrape()).into_response())
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
