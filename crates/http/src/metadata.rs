//! `/api/v1/dbs/{name}/metadata`: the handlers of metadata.

use axum::{
    Json,
    extract::{RawQuery, State},
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use weir_api::{MetadataResponse, PlainError, TableListResponse, TableResponse};
use weir_gateway::{Caller, MetadataAnswer};
use weir_model::{DbName, Timestamp};

use crate::{
    AppState,
    accept::Coding,
    extract::{Name, TablePath, flag},
    failure::Failure,
    may::{May, Query, View},
    rendered::{Part, Title},
};

/// Show the metadata of a database
///
/// From the cache; the first call, and every call with `refresh=true`, reads the database.
#[utoipa::path(
    get,
    path = "/api/v1/dbs/{name}/metadata",
    operation_id = "get_metadata",
    tag = "metadata",
    params(
        ("name" = String, Path, description = "The connection's name"),
        ("refresh" = Option<bool>, Query, description = "Read the database anew"),
    ),
    responses(
        (status = 200, body = MetadataResponse),
        (status = 304, description = "`If-None-Match` names what would be answered"),
        (status = 400, body = PlainError, description = "A parameter is not right"),
        (status = 404, body = PlainError, description = "No connection has this name"),
        (status = 503, body = PlainError, description = "The database can't be reached"),
    )
)]
pub(crate) async fn get(
    may: May<View>,
    State(state): State<AppState>,
    Name(name): Name,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    if flag(query.as_deref(), "refresh")? {
        let answer = state.gateway.refresh_metadata(&may.caller, &name).await?;
        return whole(&state, &name, answer, &headers).await;
    }
    if let Some(kept) = kept(&state, &may.caller, (&name, Part::Whole), &headers).await? {
        return Ok(kept);
    }
    let answer = state.gateway.metadata(&may.caller, &name).await?;
    whole(&state, &name, answer, &headers).await
}

/// Read the metadata of a database anew
#[utoipa::path(
    post,
    path = "/api/v1/dbs/{name}/metadata/refresh",
    operation_id = "refresh_metadata",
    tag = "metadata",
    params(("name" = String, Path, description = "The connection's name")),
    responses(
        (status = 200, body = MetadataResponse),
        (status = 400, body = PlainError, description = "The name is none"),
        (status = 404, body = PlainError, description = "No connection has this name"),
        (status = 503, body = PlainError, description = "The database can't be reached"),
    )
)]
pub(crate) async fn refresh(
    may: May<Query>,
    State(state): State<AppState>,
    Name(name): Name,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let answer = state.gateway.refresh_metadata(&may.caller, &name).await?;
    whole(&state, &name, answer, &headers).await
}

/// List the tables of a database
///
/// Names and comments only, for large schemas. With `cached=true` no server is contacted: what was never read is an
/// empty list.
#[utoipa::path(
    get,
    path = "/api/v1/dbs/{name}/metadata/tables",
    operation_id = "list_tables",
    tag = "metadata",
    params(
        ("name" = String, Path, description = "The connection's name"),
        ("cached" = Option<bool>, Query, description = "Only what was read before"),
    ),
    responses(
        (status = 200, body = TableListResponse),
        (status = 304, description = "`If-None-Match` names what would be answered"),
        (status = 400, body = PlainError, description = "The name is none"),
        (status = 404, body = PlainError, description = "No connection has this name"),
        (status = 503, body = PlainError, description = "The database can't be reached"),
    )
)]
pub(crate) async fn list_tables(
    may: May<View>,
    State(state): State<AppState>,
    Name(name): Name,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let is_cached = flag(query.as_deref(), "cached")?;
    if let Some(kept) = kept(&state, &may.caller, (&name, Part::Tables), &headers).await? {
        return Ok(kept);
    }
    let answer = if is_cached {
        state.gateway.cached_metadata(&may.caller, &name).await?
    } else {
        state.gateway.metadata(&may.caller, &name).await?
    };
    let refreshed_at = answer.refreshed_at;
    let response = TableListResponse::new(&name, answer.metadata, refreshed_at);
    render(&state, (&name, Part::Tables, refreshed_at), response, &headers).await
}

/// Show one table
#[utoipa::path(
    get,
    path = "/api/v1/dbs/{name}/metadata/tables/{schema}/{table}",
    operation_id = "get_table",
    tag = "metadata",
    params(
        ("name" = String, Path, description = "The connection's name"),
        ("schema" = String, Path, description = "The schema, percent-encoded"),
        ("table" = String, Path, description = "The table, percent-encoded"),
    ),
    responses(
        (status = 200, body = TableResponse),
        (status = 400, body = PlainError, description = "The name is none"),
        (status = 404, body = PlainError, description = "No such connection or table"),
        (status = 503, body = PlainError, description = "The database can't be reached"),
    )
)]
pub(crate) async fn get_table(
    may: May<View>,
    State(state): State<AppState>,
    Name(name): Name,
    TablePath { schema, table }: TablePath,
) -> Result<Json<TableResponse>, Failure> {
    let table = state.gateway.table(&may.caller, &name, &schema, &table).await?;
    Ok(Json(table.into()))
}

/// What was rendered before, if it is still true.
async fn kept(
    state: &AppState,
    caller: &Caller,
    (name, part): (&DbName, Part),
    headers: &HeaderMap,
) -> Result<Option<Response>, Failure> {
    let Some(refreshed_at) = state.gateway.metadata_time(caller, name).await? else { return Ok(None) };
    let title = Title { name: name.clone(), part, refreshed_at };
    if title.is_known_to(headers) {
        return Ok(Some(title.not_modified()));
    }
    match state.renderings.find(&title) {
        Some(rendering) => Ok(Some(rendering.answer(Coding::of(headers)).await?)),
        None => Ok(None),
    }
}

async fn whole(
    state: &AppState,
    name: &DbName,
    answer: MetadataAnswer,
    headers: &HeaderMap,
) -> Result<Response, Failure> {
    let refreshed_at = answer.refreshed_at;
    let response = MetadataResponse::new(name, answer.metadata, refreshed_at);
    render(state, (name, Part::Whole, refreshed_at), response, headers).await
}

async fn render<T: Serialize + Send + 'static>(
    state: &AppState,
    (name, part, refreshed_at): (&DbName, Part, Option<Timestamp>),
    response: T,
    headers: &HeaderMap,
) -> Result<Response, Failure> {
    // Nothing was read yet: that may change without a time to tell it by.
    let Some(refreshed_at) = refreshed_at else { return Ok(Json(response).into_response()) };
    let title = Title { name: name.clone(), part, refreshed_at };
    let rendering = state.renderings.add(title, response).await?;
    Ok(rendering.answer(Coding::of(headers)).await?)
}
