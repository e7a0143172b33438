//! `/api/v1/dbs/{name}/metadata`: the handlers of metadata.

use axum::{
    Json,
    extract::{RawQuery, State},
};
use weir_api::{MetadataResponse, PlainError, TableListResponse, TableResponse};
use weir_gateway::{Caller, MetadataAnswer};
use weir_model::DbName;

use crate::{
    AppState,
    extract::{Name, TablePath, flag},
    failure::Failure,
    may::{May, Query, View},
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
        (status = 400, body = PlainError, description = "A parameter is not right"),
        (status = 404, body = PlainError, description = "No connection has this name"),
        (status = 503, body = PlainError, description = "The database can't be reached"),
    )
)]
pub(crate) async fn get(
    may: May<View>,
    State(state): State<AppState>,
    Name(name): Name,
    RawQuery(query): RawQuery,
) -> Result<Json<MetadataResponse>, Failure> {
    let answer = read(&state, &may.caller, &name, flag(query.as_deref(), "refresh")?).await?;
    Ok(Json(MetadataResponse::new(&name, answer.metadata, answer.refreshed_at)))
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
) -> Result<Json<MetadataResponse>, Failure> {
    let answer = read(&state, &may.caller, &name, true).await?;
    Ok(Json(MetadataResponse::new(&name, answer.metadata, answer.refreshed_at)))
}

/// List the tables of a database
///
/// Names and comments only, for large schemas.
#[utoipa::path(
    get,
    path = "/api/v1/dbs/{name}/metadata/tables",
    operation_id = "list_tables",
    tag = "metadata",
    params(("name" = String, Path, description = "The connection's name")),
    responses(
        (status = 200, body = TableListResponse),
        (status = 400, body = PlainError, description = "The name is none"),
        (status = 404, body = PlainError, description = "No connection has this name"),
        (status = 503, body = PlainError, description = "The database can't be reached"),
    )
)]
pub(crate) async fn list_tables(
    may: May<View>,
    State(state): State<AppState>,
    Name(name): Name,
) -> Result<Json<TableListResponse>, Failure> {
    let answer = read(&state, &may.caller, &name, false).await?;
    Ok(Json(TableListResponse::new(&name, answer.metadata, answer.refreshed_at)))
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

async fn read(
    state: &AppState,
    caller: &Caller,
    name: &DbName,
    anew: bool,
) -> Result<MetadataAnswer, Failure> {
    Ok(if anew {
        state.gateway.refresh_metadata(caller, name).await?
    } else {
        state.gateway.metadata(caller, name).await?
    })
}
