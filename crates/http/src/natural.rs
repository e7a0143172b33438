//! Asking in natural language: `…/natural` on both paths, as JSON or as events, and feedback.

mod answer;
mod events;

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use utoipa_axum::router::OpenApiRouter;
use weir_api::{FeedbackBody, NaturalRequest, NaturalResponse, PlainError};
use weir_gateway::{AskRequest, FailedStatement, FeedbackRequest, PreviousAsk};

use crate::{
    AppState,
    accept::wants_events,
    extract::{Body, Name, Second},
    failure::Failure,
    guarded::guarded,
    may::{May, Query},
};

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(guarded!(ask))
        .routes(guarded!(ask_second))
        .routes(guarded!(give_feedback))
        .routes(guarded!(give_feedback_second))
}

/// Ask in natural language
///
/// Answers with SQL that was checked, and runs nothing. With `Accept: text/event-stream` the answer comes as events:
/// `linked`, `delta`, `validating`, `repair`, and `result` or `error`.
#[utoipa::path(
    post,
    path = "/api/v1/query/{name}/natural",
    operation_id = "ask",
    tag = "natural",
    params(("name" = String, Path, description = "The connection's name")),
    request_body = NaturalRequest,
    responses(
        (status = 200, description = "Also `text/event-stream`", body = NaturalResponse),
        (status = 400, body = PlainError, description = "The prompt is empty, or the body is not right"),
        (status = 404, body = PlainError, description = "No connection has this name"),
        (status = 413, body = PlainError, description = "The body is too large"),
        (status = 415, body = PlainError, description = "The body is not sent as JSON"),
        (status = 503, body = PlainError, description = "No language model is configured, or it or the database can't be reached"),
        (status = 504, body = PlainError, description = "The language model did not answer in time"),
    )
)]
pub(crate) async fn ask(
    may: May<Query>,
    State(state): State<AppState>,
    Name(name): Name,
    headers: HeaderMap,
    Body(body): Body<NaturalRequest>,
) -> Result<Response, Failure> {
    let prepared = state.gateway.prepare_ask(&may.caller, &name, request(body)).await?;
    if wants_events(&headers) {
        return Ok(events::answer(prepared));
    }
    let answer = prepared.run(&mut |_| {}).await?;
    Ok(Json(answer::response(answer)).into_response())
}

/// Ask in natural language (second path)
#[utoipa::path(
    post,
    path = "/api/v1/dbs/{name}/query/natural",
    operation_id = "ask_connection",
    tag = "natural",
    params(("name" = String, Path, description = "The connection's name")),
    request_body = NaturalRequest,
    responses(
        (status = 200, description = "Also `text/event-stream`", body = NaturalResponse),
        (status = 400, body = PlainError, description = "The prompt is empty, or the body is not right"),
        (status = 404, body = PlainError, description = "No connection has this name"),
        (status = 413, body = PlainError, description = "The body is too large"),
        (status = 415, body = PlainError, description = "The body is not sent as JSON"),
        (status = 503, body = PlainError, description = "No language model is configured, or it or the database can't be reached"),
        (status = 504, body = PlainError, description = "The language model did not answer in time"),
    )
)]
pub(crate) async fn ask_second(
    may: May<Query>,
    state: State<AppState>,
    name: Name,
    headers: HeaderMap,
    body: Body<NaturalRequest>,
) -> Result<Response, Failure> {
    ask(may, state, name, headers, body).await
}

/// Say whether an answer was right
///
/// One that was right, or is corrected here, serves as an example for later questions to this database.
#[utoipa::path(
    post,
    path = "/api/v1/query/{name}/natural/{id}/feedback",
    operation_id = "give_feedback",
    tag = "natural",
    params(
        ("name" = String, Path, description = "The connection's name"),
        ("id" = String, Path, description = "The answer's id"),
    ),
    request_body = FeedbackBody,
    responses(
        (status = 204, description = "It is kept"),
        (status = 400, body = PlainError, description = "The body is not right, or the guard refuses the correction"),
        (status = 404, body = PlainError, description = "No such connection, or no such answer of the caller's"),
        (status = 413, body = PlainError, description = "The body is too large"),
        (status = 415, body = PlainError, description = "The body is not sent as JSON"),
    )
)]
pub(crate) async fn give_feedback(
    may: May<Query>,
    State(state): State<AppState>,
    Name(name): Name,
    Second(id): Second,
    Body(body): Body<FeedbackBody>,
) -> Result<StatusCode, Failure> {
    let request = FeedbackRequest { verdict: body.verdict.into(), sql: body.sql, comment: body.comment };
    state.gateway.give_feedback(&may.caller, &name, &id, request).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Say whether an answer was right (second path)
#[utoipa::path(
    post,
    path = "/api/v1/dbs/{name}/query/natural/{id}/feedback",
    operation_id = "give_feedback_of_connection",
    tag = "natural",
    params(
        ("name" = String, Path, description = "The connection's name"),
        ("id" = String, Path, description = "The answer's id"),
    ),
    request_body = FeedbackBody,
    responses(
        (status = 204, description = "It is kept"),
        (status = 400, body = PlainError, description = "The body is not right, or the guard refuses the correction"),
        (status = 404, body = PlainError, description = "No such connection, or no such answer of the caller's"),
        (status = 413, body = PlainError, description = "The body is too large"),
        (status = 415, body = PlainError, description = "The body is not sent as JSON"),
    )
)]
pub(crate) async fn give_feedback_second(
    may: May<Query>,
    state: State<AppState>,
    name: Name,
    id: Second,
    body: Body<FeedbackBody>,
) -> Result<StatusCode, Failure> {
    give_feedback(may, state, name, id, body).await
}

fn request(body: NaturalRequest) -> AskRequest {
    AskRequest {
        prompt: body.prompt,
        previous: body.previous.map(|previous| PreviousAsk { prompt: previous.prompt, sql: previous.sql }),
        failed: body.failed.map(|failed| FailedStatement { sql: failed.sql, error: failed.error }),
        provider: body.provider,
        time_zone: body.time_zone,
    }
}
