//! `/api/v1/dbs/{name}/safety`: the handler of an account's grade.

use axum::{Json, extract::State};
use utoipa_axum::router::OpenApiRouter;
use weir_api::{PlainError, SafetyResponse};

use crate::{
    AppState,
    extract::Name,
    failure::Failure,
    guarded::guarded,
    may::{May, View},
    params::Params,
};

/// The routes of this file.
pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(guarded!(get))
}

/// Show what the account of a connection could do beyond reading
///
/// As it was last found out; `refresh=true`, and the first call, ask the server.
#[utoipa::path(
    get,
    path = "/api/v1/dbs/{name}/safety",
    operation_id = "get_safety",
    tag = "connections",
    params(
        ("name" = String, Path, description = "The connection's name"),
        ("refresh" = Option<bool>, Query, description = "Find it out anew (permission `query`)"),
    ),
    responses(
        (status = 200, body = SafetyResponse),
        (status = 400, body = PlainError, description = "A parameter is not right"),
        (status = 403, body = PlainError, description = "The caller may not"),
        (status = 404, body = PlainError, description = "No connection has this name"),
        (status = 503, body = PlainError, description = "The database can't be reached"),
    )
)]
pub(crate) async fn get(
    may: May<View>,
    State(state): State<AppState>,
    Name(name): Name,
    mut params: Params,
) -> Result<Json<SafetyResponse>, Failure> {
    let refresh = params.flag("refresh")?;
    params.end()?;
    let answer = if refresh {
        state.gateway.check_safety(&may.caller, &name).await?
    } else {
        state.gateway.safety(&may.caller, &name).await?
    };
    Ok(Json(SafetyResponse::new(&name, answer.found, answer.checked_at)))
}
