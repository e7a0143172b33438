//! `/api/v1/queries`: the handlers of queries under way, and of those that have ended.

use axum::{Json, extract::State};
use utoipa_axum::router::OpenApiRouter;
use weir_api::{
    CancelledQueryResponse, HistoryResponse, PlainError, QueryRecordResponse, RunningQueriesResponse,
    RunningQueryResponse,
};
use weir_gateway::{CancelOutcome, HistoryRequest, QueryRecord, QueryStage, RunningQuery};
use weir_model::PageBounds;

use crate::{
    AppState,
    extract::{Name, QueryId},
    failure::Failure,
    guarded::guarded,
    may::{May, Query, View},
    params::Params,
};

const HISTORY: PageBounds = PageBounds { default: 50, max: 200 };

pub(crate) fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(guarded!(list)).routes(guarded!(get, cancel)).routes(guarded!(history))
}

/// List the queries under way
///
/// One's own; an administrator sees everybody's.
#[utoipa::path(
    get,
    path = "/api/v1/queries",
    operation_id = "list_queries",
    tag = "query",
    responses((status = 200, body = RunningQueriesResponse))
)]
pub(crate) async fn list(
    may: May<Query>,
    State(state): State<AppState>,
) -> Result<Json<RunningQueriesResponse>, Failure> {
    let queries = state.gateway.list_queries(&may.caller).await?;
    Ok(Json(RunningQueriesResponse { queries: queries.into_iter().map(shown).collect() }))
}

/// Show one query, under way or ended
///
/// By the id that its answer carried as `X-Query-Id`: how far it is, or how it ended and whether a limit cut its answer
/// off, which CSV itself can't say. An id that the client chose is known for a day.
#[utoipa::path(
    get,
    path = "/api/v1/queries/{id}",
    operation_id = "get_query",
    tag = "query",
    params(("id" = String, Path, description = "The query's id")),
    responses(
        (status = 200, body = QueryRecordResponse),
        (status = 400, body = PlainError, description = "The id is no UUID"),
        (status = 404, body = PlainError, description = "No query of this id is known"),
        (status = 503, body = PlainError, description = "The catalog can't be read"),
    )
)]
pub(crate) async fn get(
    may: May<Query>,
    State(state): State<AppState>,
    QueryId(id): QueryId,
) -> Result<Json<QueryRecordResponse>, Failure> {
    Ok(Json(match state.gateway.query_record(&may.caller, id).await? {
        QueryRecord::UnderWay(query) => shown(query).into(),
        QueryRecord::Ended(entry) => (*entry).into(),
    }))
}

/// Cancel a query
///
/// Answers once its statement is gone from the database's server, and says whether that was confirmed. The
/// query itself is answered with 409.
#[utoipa::path(
    delete,
    path = "/api/v1/queries/{id}",
    operation_id = "cancel_query",
    tag = "query",
    params(("id" = String, Path, description = "The query's id")),
    responses(
        (status = 200, body = CancelledQueryResponse),
        (status = 400, body = PlainError, description = "The id is no UUID"),
        (status = 404, body = PlainError, description = "No query of this id is under way"),
    )
)]
pub(crate) async fn cancel(
    may: May<Query>,
    State(state): State<AppState>,
    QueryId(id): QueryId,
) -> Result<Json<CancelledQueryResponse>, Failure> {
    let (cancelled, confirmed) = match state.gateway.cancel_query(&may.caller, id).await? {
        CancelOutcome::Cancelled { confirmed } => (true, confirmed),
        CancelOutcome::EndedBefore => (false, true),
    };
    Ok(Json(CancelledQueryResponse { id: id.to_string(), cancelled, confirmed }))
}

/// Show the history of a connection
///
/// One's own queries; an administrator sees everybody's. The latest first.
#[utoipa::path(
    get,
    path = "/api/v1/dbs/{name}/history",
    operation_id = "list_history",
    tag = "query",
    params(
        ("name" = String, Path, description = "The connection's name"),
        ("search" = Option<String>, Query, description = "Only statements or questions that hold this text"),
        ("limit" = Option<u64>, Query, description = "At most so many: 50 unless it says otherwise, 200 at most"),
        ("before" = Option<String>, Query, description = "The `next` of the part before"),
    ),
    responses(
        (status = 200, body = HistoryResponse),
        (status = 400, body = PlainError, description = "A parameter is not right"),
        (status = 404, body = PlainError, description = "No connection has this name"),
    )
)]
pub(crate) async fn history(
    may: May<View>,
    State(state): State<AppState>,
    Name(name): Name,
    mut params: Params,
) -> Result<Json<HistoryResponse>, Failure> {
    let request = HistoryRequest {
        search: params.text("search")?,
        before: params.cursor("before")?,
        limit: params.limit(HISTORY),
    };
    params.end()?;
    let answer = state.gateway.list_history(&may.caller, &name, request).await?;
    Ok(Json(HistoryResponse {
        entries: answer.entries.into_iter().map(Into::into).collect(),
        next: answer.next.map(|place| format!("{}.{}", place.started_at, place.number)),
    }))
}

fn shown(query: RunningQuery) -> RunningQueryResponse {
    RunningQueryResponse {
        id: query.id.to_string(),
        db_name: query.db_name.to_string(),
        user: query.caller,
        sql: query.sql,
        started_at: query.started_at.to_string(),
        elapsed_ms: query.elapsed_ms,
        state: match query.stage {
            QueryStage::Waiting => "waiting",
            QueryStage::Running => "running",
            QueryStage::Cancelling => "cancelling",
        },
    }
}
