//! `/health`: is the process up, and can it work?

use axum::{Json, extract::State, http::StatusCode};
use weir_api::HealthResponse;

use crate::{AppState, may::Public};

/// The process is up
#[utoipa::path(get, path = "/health/live", operation_id = "check_live", tag = "health",
    responses((status = 200, body = HealthResponse)))]
pub(crate) async fn live(_: Public) -> Json<HealthResponse> {
    Json(HealthResponse { status: "ok" })
}

/// The process can work: its catalog answers
#[utoipa::path(get, path = "/health/ready", operation_id = "check_ready", tag = "health",
    responses((status = 200, body = HealthResponse), (status = 503, body = HealthResponse)))]
pub(crate) async fn ready(_: Public, State(state): State<AppState>) -> (StatusCode, Json<HealthResponse>) {
    match state.gateway.check_ready().await {
        Ok(()) => (StatusCode::OK, Json(HealthResponse { status: "ok" })),
        Err(error) => {
            tracing::warn!("not ready: {error}");
            (StatusCode::SERVICE_UNAVAILABLE, Json(HealthResponse { status: "catalog unavailable" }))
        }
    }
}
