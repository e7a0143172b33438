//! `/api/v1/saved-queries`: the handlers of statements that people keep.

use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use utoipa_axum::router::OpenApiRouter;
use weir_api::{Envelope, EnvelopeError, SavedQueryListResponse, SavedQueryRequest, SavedQueryResponse};
use weir_gateway::SavedQuerySearch;
use weir_model::{DbName, PageBounds, SavedQueryDraft};

use crate::{
    AppState,
    envelope::Envelopes,
    extract::{Body, Key},
    failure::{Failure, RequestError},
    guarded::guarded,
    may::{May, Query, View},
    params::Params,
};

const PAGE: PageBounds = PageBounds { default: 100, max: 1_000 };

/// The routes of this file.
pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(guarded!(list, create)).routes(guarded!(get, put, delete))
}

/// List saved queries
///
/// One's own and what others share, on connections that one reaches; by title.
#[utoipa::path(get, path = "/api/v1/saved-queries", operation_id = "list_saved_queries", tag = "query",
    params(
        ("db_name" = Option<String>, Query, description = "Only those of this connection"),
        ("search" = Option<String>, Query, description = "Only those whose title, description or statement holds this"),
        ("page" = Option<u64>, Query, description = "The page, from 1"),
        ("limit" = Option<u64>, Query, description = "At most so many: 100 unless it says otherwise, 1,000 at most"),
    ),
    responses((status = 200, body = Envelope<SavedQueryListResponse>)))]
pub(crate) async fn list(
    may: May<View>,
    State(state): State<AppState>,
    envelopes: Envelopes,
    mut params: Params,
) -> Result<Json<Envelope<SavedQueryListResponse>>, Failure> {
    let search = SavedQuerySearch { db_name: params.text("db_name")?, text: params.text("search")? };
    let page = params.page(PAGE);
    params.end()?;
    let found = state.gateway.list_saved_queries(&may.caller, &search, page).await?;
    Ok(envelopes.ok(("Saved queries", "已存查询"), SavedQueryListResponse::new(found, page)))
}

/// Save a query
#[utoipa::path(post, path = "/api/v1/saved-queries", operation_id = "create_saved_query", tag = "query",
    request_body = SavedQueryRequest,
    responses(
        (status = 201, body = Envelope<SavedQueryResponse>),
        (status = 404, body = EnvelopeError, description = "No connection has this name"),
    ))]
pub(crate) async fn create(
    may: May<Query>,
    State(state): State<AppState>,
    envelopes: Envelopes,
    Body(body): Body<SavedQueryRequest>,
) -> Result<Response, Failure> {
    let query = state.gateway.create_saved_query(&may.caller, draft(body)?).await?;
    let answer = envelopes.ok(("Query saved", "查询已保存"), SavedQueryResponse::from(query));
    Ok((StatusCode::CREATED, answer).into_response())
}

/// Show a saved query
#[utoipa::path(get, path = "/api/v1/saved-queries/{id}", operation_id = "get_saved_query", tag = "query",
    params(("id" = i64, Path, description = "Its number")),
    responses(
        (status = 200, body = Envelope<SavedQueryResponse>),
        (status = 404, body = EnvelopeError, description = "There is none of this number, or none for this caller"),
    ))]
pub(crate) async fn get(
    may: May<View>,
    State(state): State<AppState>,
    key: Key,
    envelopes: Envelopes,
) -> Result<Json<Envelope<SavedQueryResponse>>, Failure> {
    let query = state.gateway.saved_query(&may.caller, number(&key)?).await?;
    Ok(envelopes.ok(("Saved query", "已存查询"), query.into()))
}

/// Change a saved query
///
/// One's own; an administrator also changes what others share.
#[utoipa::path(put, path = "/api/v1/saved-queries/{id}", operation_id = "put_saved_query", tag = "query",
    params(("id" = i64, Path, description = "Its number")),
    request_body = SavedQueryRequest,
    responses(
        (status = 200, body = Envelope<SavedQueryResponse>),
        (status = 404, body = EnvelopeError, description = "There is none of this number, or none for this caller"),
    ))]
pub(crate) async fn put(
    may: May<Query>,
    State(state): State<AppState>,
    key: Key,
    envelopes: Envelopes,
    Body(body): Body<SavedQueryRequest>,
) -> Result<Json<Envelope<SavedQueryResponse>>, Failure> {
    let (id, draft) = (number(&key)?, draft(body)?);
    let query = state.gateway.update_saved_query(&may.caller, id, draft).await?;
    Ok(envelopes.ok(("Query saved", "查询已保存"), query.into()))
}

/// Delete a saved query
///
/// One's own; an administrator also deletes what others share.
#[utoipa::path(delete, path = "/api/v1/saved-queries/{id}", operation_id = "delete_saved_query", tag = "query",
    params(("id" = i64, Path, description = "Its number")),
    responses(
        (status = 204, description = "It is gone"),
        (status = 404, body = EnvelopeError, description = "There is none of this number, or none for this caller"),
    ))]
pub(crate) async fn delete(
    may: May<Query>,
    State(state): State<AppState>,
    key: Key,
) -> Result<StatusCode, Failure> {
    state.gateway.delete_saved_query(&may.caller, number(&key)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn number(Key(key): &Key) -> Result<i64, RequestError> {
    key.parse().ok().filter(|id| *id > 0).ok_or_else(|| wrong("id", "must be a positive integer"))
}

fn draft(body: SavedQueryRequest) -> Result<SavedQueryDraft, RequestError> {
    let db_name = DbName::parse(&body.db_name).map_err(|error| wrong("db_name", &error.to_string()))?;
    Ok(SavedQueryDraft {
        db_name,
        title: body.title.trim().to_owned(),
        description: body.description.trim().to_owned(),
        sql: body.sql,
        parameters: body.parameters.into_iter().map(Into::into).collect(),
        is_shared: body.is_shared,
    })
}

fn wrong(field: &str, why: &str) -> RequestError {
    RequestError::Malformed { field: Some(field.to_owned()), why: format!("{field}: {why}") }
}
