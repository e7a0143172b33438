//! `…/explain` on both paths: a statement's plan, read, and what it does in words.

use axum::{Json, extract::State};
use utoipa_axum::router::OpenApiRouter;
use weir_api::{ExplainBody, ExplainResponse, PlainError, PlanResponse, PlanStepResponse, SentenceResponse};
use weir_gateway::{ExplainRequest, Explained, PlanReading, PlanStep};
use weir_model::Phrase;

use crate::{
    AppState,
    extract::{Body, Name},
    failure::Failure,
    guarded::guarded,
    may::{May, Query},
};

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(guarded!(explain)).routes(guarded!(explain_second))
}

/// Explain a statement
///
/// Its plan, read, with the costliest step named; and, where a language model is configured, what it does in words.
/// The statement is planned and not run.
#[utoipa::path(
    post,
    path = "/api/v1/query/{name}/explain",
    operation_id = "explain_query",
    tag = "natural",
    params(("name" = String, Path, description = "The connection's name")),
    request_body = ExplainBody,
    responses(
        (status = 200, body = ExplainResponse),
        (status = 400, body = PlainError, description = "Refused by the guard, wrong SQL, or a wrong parameter"),
        (status = 404, body = PlainError, description = "No connection has this name"),
        (status = 413, body = PlainError, description = "The body is too large"),
        (status = 415, body = PlainError, description = "The body is not sent as JSON"),
        (status = 503, body = PlainError, description = "The database can't be reached"),
        (status = 504, body = PlainError, description = "The database took too long to plan it"),
    )
)]
pub(crate) async fn explain(
    may: May<Query>,
    State(state): State<AppState>,
    Name(name): Name,
    Body(body): Body<ExplainBody>,
) -> Result<Json<ExplainResponse>, Failure> {
    let request = ExplainRequest {
        sql: body.sql,
        // A plan may also come as the text that a client shows.
        plan: body.plan.filter(|plan| !plan.is_null()).map(|plan| match plan {
            serde_json::Value::String(text) => text,
            json => json.to_string(),
        }),
        language: body.language,
        words: body.words,
        provider: body.provider,
    };
    Ok(Json(response(state.gateway.explain(&may.caller, &name, request).await?)))
}

/// Explain a statement (second path)
#[utoipa::path(
    post,
    path = "/api/v1/dbs/{name}/query/explain",
    operation_id = "explain_query_of_connection",
    tag = "natural",
    params(("name" = String, Path, description = "The connection's name")),
    request_body = ExplainBody,
    responses(
        (status = 200, body = ExplainResponse),
        (status = 400, body = PlainError, description = "Refused by the guard, wrong SQL, or a wrong parameter"),
        (status = 404, body = PlainError, description = "No connection has this name"),
        (status = 413, body = PlainError, description = "The body is too large"),
        (status = 415, body = PlainError, description = "The body is not sent as JSON"),
        (status = 503, body = PlainError, description = "The database can't be reached"),
        (status = 504, body = PlainError, description = "The database took too long to plan it"),
    )
)]
pub(crate) async fn explain_second(
    may: May<Query>,
    state: State<AppState>,
    name: Name,
    body: Body<ExplainBody>,
) -> Result<Json<ExplainResponse>, Failure> {
    explain(may, state, name, body).await
}

fn response(explained: Explained) -> ExplainResponse {
    ExplainResponse {
        sql: explained.sql,
        explanation: explained.words,
        explanation_missing: explained.no_words.map(sentence),
        plan: explained.plan.map(plan),
    }
}

fn sentence(phrase: Phrase) -> SentenceResponse {
    SentenceResponse { message: phrase.english, message_zh: phrase.chinese }
}

fn plan(reading: PlanReading) -> PlanResponse {
    PlanResponse {
        reading: reading.reading.into_iter().map(sentence).collect(),
        costly_step: reading.costly,
        basis: reading.basis.name().to_owned(),
        steps: reading.steps.into_iter().map(step).collect(),
    }
}

fn step(step: PlanStep) -> PlanStepResponse {
    PlanStepResponse {
        kind: step.kind.name().to_owned(),
        label: step.label,
        depth: step.depth,
        table: step.table,
        index: step.index,
        rows: step.rows,
        actual_rows: step.actual_rows,
        runs: step.runs,
        share: step.share,
        condition: step.condition,
        on_disk: step.on_disk,
    }
}
