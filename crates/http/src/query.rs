//! `/api/v1/query/{name}` and its second path `/api/v1/dbs/{name}/query`: the handlers of queries.

use axum::{extract::State, response::Response};
use weir_api::{NaturalRequest, PlainError, QueryRequestBody, QueryResponse};
use weir_gateway::{Error, QueryRequest};

use crate::{
    AppState,
    extract::{Body, Name},
    failure::{Failure, RequestError},
    may::{May, Query},
    stream,
};

/// Run one read-only statement
///
/// Without a LIMIT one is added; `sql` in the answer shows the statement with the limit that held.
#[utoipa::path(
    post,
    path = "/api/v1/query/{name}",
    operation_id = "run_query",
    tag = "query",
    params(("name" = String, Path, description = "The connection's name")),
    request_body = QueryRequestBody,
    responses(
        (status = 200, body = QueryResponse),
        (status = 400, body = PlainError, description = "Refused by the guard, wrong SQL, or a wrong parameter"),
        (status = 404, body = PlainError, description = "No connection has this name"),
        (status = 409, body = PlainError, description = "Cancelled on the server"),
        (status = 413, body = PlainError, description = "The body is too large"),
        (status = 415, body = PlainError, description = "The body is not sent as JSON"),
        (status = 429, body = PlainError, description = "Too many queries at once"),
        (status = 503, body = PlainError, description = "The database can't be reached or was lost"),
        (status = 504, body = PlainError, description = "Over the time limit; the statement was ended"),
    )
)]
pub(crate) async fn run(
    may: May<Query>,
    State(state): State<AppState>,
    Name(name): Name,
    Body(body): Body<QueryRequestBody>,
) -> Result<Response, Failure> {
    let request = QueryRequest {
        sql: body.sql,
        timeout_s: body.timeout_seconds,
        limit: body.limit,
        natural_query: body.natural_query,
    };
    let query = state.gateway.prepare_query(&may.caller, &name, request).await?;
    Ok(stream::answer(query, state.settings.max_answer_bytes).await?)
}

/// Run one read-only statement (second path)
#[utoipa::path(
    post,
    path = "/api/v1/dbs/{name}/query",
    operation_id = "run_query_of_connection",
    tag = "query",
    params(("name" = String, Path, description = "The connection's name")),
    request_body = QueryRequestBody,
    responses(
        (status = 200, body = QueryResponse),
        (status = 400, body = PlainError, description = "Refused by the guard, wrong SQL, or a wrong parameter"),
        (status = 404, body = PlainError, description = "No connection has this name"),
        (status = 409, body = PlainError, description = "Cancelled on the server"),
        (status = 413, body = PlainError, description = "The body is too large"),
        (status = 415, body = PlainError, description = "The body is not sent as JSON"),
        (status = 429, body = PlainError, description = "Too many queries at once"),
        (status = 503, body = PlainError, description = "The database can't be reached or was lost"),
        (status = 504, body = PlainError, description = "Over the time limit; the statement was ended"),
    )
)]
pub(crate) async fn run_second(
    may: May<Query>,
    state: State<AppState>,
    name: Name,
    body: Body<QueryRequestBody>,
) -> Result<Response, Failure> {
    run(may, state, name, body).await
}

/// Ask in natural language
///
/// Answers 503 as long as no language model is configured.
#[utoipa::path(
    post,
    path = "/api/v1/query/{name}/natural",
    operation_id = "ask",
    tag = "query",
    params(("name" = String, Path, description = "The connection's name")),
    request_body = NaturalRequest,
    responses(
        (status = 400, body = PlainError, description = "The prompt is empty, or the body is not right"),
        (status = 404, body = PlainError, description = "No connection has this name"),
        (status = 413, body = PlainError, description = "The body is too large"),
        (status = 415, body = PlainError, description = "The body is not sent as JSON"),
        (status = 503, body = PlainError, description = "No language model is configured"),
    )
)]
pub(crate) async fn ask(
    may: May<Query>,
    State(state): State<AppState>,
    Name(name): Name,
    Body(body): Body<NaturalRequest>,
) -> Result<Response, Failure> {
    if body.prompt.trim().is_empty() {
        let why = "prompt must not be empty".to_owned();
        return Err(RequestError::Malformed { field: Some("prompt".to_owned()), why }.into());
    }
    state.gateway.connection(&may.caller, &name).await?;
    Err(Error::NoLanguageModel.into())
}

/// Ask in natural language (second path)
#[utoipa::path(
    post,
    path = "/api/v1/dbs/{name}/query/natural",
    operation_id = "ask_connection",
    tag = "query",
    params(("name" = String, Path, description = "The connection's name")),
    request_body = NaturalRequest,
    responses(
        (status = 400, body = PlainError, description = "The prompt is empty, or the body is not right"),
        (status = 404, body = PlainError, description = "No connection has this name"),
        (status = 413, body = PlainError, description = "The body is too large"),
        (status = 415, body = PlainError, description = "The body is not sent as JSON"),
        (status = 503, body = PlainError, description = "No language model is configured"),
    )
)]
pub(crate) async fn ask_second(
    may: May<Query>,
    state: State<AppState>,
    name: Name,
    body: Body<NaturalRequest>,
) -> Result<Response, Failure> {
    ask(may, state, name, body).await
}
