//! `/api/v1/dbs/{name}/access`: who may see a connection. For admins.

use axum::{Json, extract::State};
use utoipa_axum::router::OpenApiRouter;
use weir_api::{AccessResponse, GrantBody, PlainError, PutAccessRequest};
use weir_gateway::{Error, PutAudience, PutGrant, PutGrantee};

use crate::{
    AppState,
    extract::{Body, Name},
    failure::Failure,
    guarded::guarded,
    may::{Admin, May},
};

/// The routes of this file.
pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(guarded!(get, put))
}

/// Show who may see a connection
#[utoipa::path(get, path = "/api/v1/dbs/{name}/access", operation_id = "get_access", tag = "connections",
    params(("name" = String, Path, description = "The connection's name")),
    responses(
        (status = 200, body = AccessResponse),
        (status = 404, body = PlainError, description = "No connection has this name"),
    ))]
pub(crate) async fn get(
    may: May<Admin>,
    State(state): State<AppState>,
    Name(name): Name,
) -> Result<Json<AccessResponse>, Failure> {
    Ok(Json(state.gateway.audience(&may.caller, &name).await?.into()))
}

/// Say who may see a connection
///
/// For whoever may not, it doesn't exist: it is in no list and every path under it answers 404.
#[utoipa::path(put, path = "/api/v1/dbs/{name}/access", operation_id = "put_access", tag = "connections",
    params(("name" = String, Path, description = "The connection's name")),
    request_body = PutAccessRequest,
    responses(
        (status = 200, body = AccessResponse),
        (status = 404, body = PlainError, description = "No connection has this name"),
        (status = 413, body = PlainError, description = "The body is too large"),
        (status = 415, body = PlainError, description = "The body is not sent as JSON"),
    ))]
pub(crate) async fn put(
    may: May<Admin>,
    State(state): State<AppState>,
    Name(name): Name,
    Body(body): Body<PutAccessRequest>,
) -> Result<Json<AccessResponse>, Failure> {
    let grants = body.grants.into_iter().map(parse).collect::<Result<_, _>>()?;
    let put = PutAudience { limited: body.limited, grants };
    Ok(Json(state.gateway.put_audience(&may.caller, &name, put).await?.into()))
}

fn parse(body: GrantBody) -> Result<PutGrant, Error> {
    let wrong = |why: String| Error::Invalid { field: "grants", why };
    let to = match (body.user, body.role) {
        (Some(user), None) => PutGrantee::User(user),
        (None, Some(role)) => {
            PutGrantee::Role(role.parse().map_err(|unknown| wrong(format!("role {unknown}")))?)
        }
        _ => return Err(wrong("each names a user or a role".to_owned())),
    };
    let until = body.until.map(|text| text.parse()).transpose();
    Ok(PutGrant { to, until: until.map_err(|invalid| wrong(format!("until {invalid}")))? })
}
