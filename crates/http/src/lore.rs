//! `/api/v1/dbs/{name}/glossary` and `/api/v1/dbs/{name}/sensitive`: what people tell about a database, and what of
//! it may go to a language model.

use axum::{Json, extract::State, http::StatusCode};
use utoipa_axum::router::OpenApiRouter;
use weir_api::{GlossaryEntryBody, GlossaryEntryResponse, GlossaryResponse, PlainError, SensitiveBody};

use crate::{
    AppState,
    extract::{Body, Name, Second},
    failure::Failure,
    guarded::guarded,
    may::{May, Update, View},
    params::wrong,
};

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(guarded!(list_glossary, add_glossary))
        .routes(guarded!(change_glossary, remove_glossary))
        .routes(guarded!(get_sensitive, put_sensitive))
}

/// Show the glossary of a connection
#[utoipa::path(
    get,
    path = "/api/v1/dbs/{name}/glossary",
    operation_id = "list_glossary",
    tag = "natural",
    params(("name" = String, Path, description = "The connection's name")),
    responses(
        (status = 200, body = GlossaryResponse),
        (status = 404, body = PlainError, description = "No connection has this name"),
    )
)]
pub(crate) async fn list_glossary(
    may: May<View>,
    State(state): State<AppState>,
    Name(name): Name,
) -> Result<Json<GlossaryResponse>, Failure> {
    let entries = state.gateway.list_glossary(&may.caller, &name).await?;
    Ok(Json(GlossaryResponse { entries: entries.into_iter().map(Into::into).collect() }))
}

/// Add an entry to the glossary
#[utoipa::path(
    post,
    path = "/api/v1/dbs/{name}/glossary",
    operation_id = "add_glossary",
    tag = "natural",
    params(("name" = String, Path, description = "The connection's name")),
    request_body = GlossaryEntryBody,
    responses(
        (status = 201, body = GlossaryEntryResponse),
        (status = 400, body = PlainError, description = "A field is empty or too long"),
        (status = 404, body = PlainError, description = "No connection has this name"),
        (status = 409, body = PlainError, description = "The term has an entry already"),
        (status = 413, body = PlainError, description = "The body is too large"),
        (status = 415, body = PlainError, description = "The body is not sent as JSON"),
    )
)]
pub(crate) async fn add_glossary(
    may: May<Update>,
    State(state): State<AppState>,
    Name(name): Name,
    Body(body): Body<GlossaryEntryBody>,
) -> Result<(StatusCode, Json<GlossaryEntryResponse>), Failure> {
    let entry = state.gateway.add_glossary(&may.caller, &name, body.into()).await?;
    Ok((StatusCode::CREATED, Json(entry.into())))
}

/// Change an entry of the glossary
#[utoipa::path(
    put,
    path = "/api/v1/dbs/{name}/glossary/{id}",
    operation_id = "change_glossary",
    tag = "natural",
    params(
        ("name" = String, Path, description = "The connection's name"),
        ("id" = i64, Path, description = "The entry's number"),
    ),
    request_body = GlossaryEntryBody,
    responses(
        (status = 200, body = GlossaryEntryResponse),
        (status = 400, body = PlainError, description = "A field is empty or too long"),
        (status = 404, body = PlainError, description = "No such connection or entry"),
        (status = 409, body = PlainError, description = "The term has another entry"),
        (status = 413, body = PlainError, description = "The body is too large"),
        (status = 415, body = PlainError, description = "The body is not sent as JSON"),
    )
)]
pub(crate) async fn change_glossary(
    may: May<Update>,
    State(state): State<AppState>,
    Name(name): Name,
    Second(id): Second,
    Body(body): Body<GlossaryEntryBody>,
) -> Result<Json<GlossaryEntryResponse>, Failure> {
    let entry = state.gateway.change_glossary(&may.caller, &name, number(&id)?, body.into()).await?;
    Ok(Json(entry.into()))
}

/// Remove an entry of the glossary
#[utoipa::path(
    delete,
    path = "/api/v1/dbs/{name}/glossary/{id}",
    operation_id = "remove_glossary",
    tag = "natural",
    params(
        ("name" = String, Path, description = "The connection's name"),
        ("id" = i64, Path, description = "The entry's number"),
    ),
    responses(
        (status = 204, description = "It is removed"),
        (status = 400, body = PlainError, description = "The number is none"),
        (status = 404, body = PlainError, description = "No such connection or entry"),
    )
)]
pub(crate) async fn remove_glossary(
    may: May<Update>,
    State(state): State<AppState>,
    Name(name): Name,
    Second(id): Second,
) -> Result<StatusCode, Failure> {
    state.gateway.remove_glossary(&may.caller, &name, number(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Show what may go to a language model
#[utoipa::path(
    get,
    path = "/api/v1/dbs/{name}/sensitive",
    operation_id = "get_sensitive",
    tag = "natural",
    params(("name" = String, Path, description = "The connection's name")),
    responses(
        (status = 200, body = SensitiveBody),
        (status = 404, body = PlainError, description = "No connection has this name"),
    )
)]
pub(crate) async fn get_sensitive(
    may: May<View>,
    State(state): State<AppState>,
    Name(name): Name,
) -> Result<Json<SensitiveBody>, Failure> {
    Ok(Json(state.gateway.discretion(&may.caller, &name).await?.into()))
}

/// Say what may go to a language model
///
/// Replaces the whole of it. Without `sendSamples` no value of any column goes out.
#[utoipa::path(
    put,
    path = "/api/v1/dbs/{name}/sensitive",
    operation_id = "put_sensitive",
    tag = "natural",
    params(("name" = String, Path, description = "The connection's name")),
    request_body = SensitiveBody,
    responses(
        (status = 200, body = SensitiveBody),
        (status = 400, body = PlainError, description = "A field is empty or too long"),
        (status = 404, body = PlainError, description = "No connection has this name"),
        (status = 413, body = PlainError, description = "The body is too large"),
        (status = 415, body = PlainError, description = "The body is not sent as JSON"),
    )
)]
pub(crate) async fn put_sensitive(
    may: May<Update>,
    State(state): State<AppState>,
    Name(name): Name,
    Body(body): Body<SensitiveBody>,
) -> Result<Json<SensitiveBody>, Failure> {
    Ok(Json(state.gateway.replace_discretion(&may.caller, &name, body.into()).await?.into()))
}

fn number(text: &str) -> Result<i64, Failure> {
    Ok(text
        .parse()
        .ok()
        .filter(|number| *number > 0)
        .ok_or_else(|| wrong("id", "must be a positive integer"))?)
}
