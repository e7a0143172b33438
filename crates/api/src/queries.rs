//! `/api/v1/queries`: queries under way. `/api/v1/dbs/{name}/history`: those that have ended.

use serde::Serialize;
use utoipa::ToSchema;
use weir_model::{HistoryEntry, QueryFailure, QueryOutcome, TruncatedBy};

use crate::TruncatedByName;

/// Queries under way.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RunningQueriesResponse {
    /// The oldest first.
    pub queries: Vec<RunningQueryResponse>,
}

/// A query under way.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RunningQueryResponse {
    /// Its id; the one given as `X-Query-Id`, if there was one.
    #[schema(example = "0198b2f0-7c3a-4c1e-9d52-1f6a8f0e2b77")]
    pub id: String,
    /// The connection it runs on.
    pub db_name: String,
    /// Who asked.
    pub user: String,
    /// The statement as it was given.
    pub sql: String,
    /// When it was asked for.
    #[schema(format = DateTime)]
    pub started_at: String,
    /// How long ago that is, in milliseconds.
    pub elapsed_ms: u64,
    /// `waiting` for its turn, `running`, or `cancelling` once it was told to end.
    #[schema(example = "running")]
    pub state: &'static str,
}

/// A query, under way or ended.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct QueryRecordResponse {
    /// Its id; the one given as `X-Query-Id`, if there was one.
    #[schema(example = "0198b2f0-7c3a-4c1e-9d52-1f6a8f0e2b77")]
    pub id: String,
    /// The connection it ran on.
    pub db_name: String,
    /// Who asked.
    pub user: String,
    /// The statement as it was given.
    pub sql: String,
    /// When it was asked for.
    #[schema(format = DateTime)]
    pub started_at: String,
    /// How long it took, or has taken so far, in milliseconds.
    pub elapsed_ms: u64,
    /// `waiting` for its turn, `running`, `cancelling` once it was told to end, or `ended`.
    #[schema(example = "ended")]
    pub state: &'static str,
    /// How it ended; null while it is under way.
    pub end: Option<QueryEndResponse>,
}

/// How a query ended.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct QueryEndResponse {
    /// `answered`, `refused`, `failed` or `cancelled`.
    #[schema(example = "answered")]
    pub outcome: &'static str,
    /// Rows of the answer.
    pub row_count: Option<u64>,
    /// True exactly when a limit of Weir's cut the answer off.
    pub truncated: bool,
    /// Which limit it was.
    pub truncated_by: Option<TruncatedByName>,
    /// The guard's rule that refused it.
    pub rule: Option<String>,
    /// A stable word for why it failed.
    #[schema(example = "timed_out")]
    pub error_code: Option<String>,
    /// What the person was told.
    pub error: Option<String>,
}

/// What came of cancelling a query.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CancelledQueryResponse {
    /// The query's id.
    #[schema(example = "0198b2f0-7c3a-4c1e-9d52-1f6a8f0e2b77")]
    pub id: String,
    /// False when it came to its own end at the same moment.
    pub cancelled: bool,
    /// Whether the statement is known to be gone from the database's server.
    pub confirmed: bool,
}

/// A part of a connection's history.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct HistoryResponse {
    /// The latest first.
    pub entries: Vec<HistoryEntryResponse>,
    /// Give it as `before` to read on; null when these were the last.
    pub next: Option<String>,
}

/// A query that has ended.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HistoryEntryResponse {
    /// The query's id.
    pub id: String,
    /// Who asked.
    pub user: String,
    /// The statement as it was given.
    pub sql: String,
    /// The question in natural language that it came from.
    pub natural_query: Option<String>,
    /// `answered`, `refused`, `failed` or `cancelled`.
    #[schema(example = "answered")]
    pub outcome: &'static str,
    /// Rows of the answer.
    pub row_count: Option<u64>,
    /// True exactly when a limit of Weir's cut the answer off.
    pub truncated: bool,
    /// Which limit it was.
    pub truncated_by: Option<TruncatedByName>,
    /// The guard's rule that refused it.
    pub rule: Option<String>,
    /// A stable word for why it failed.
    #[schema(example = "timed_out")]
    pub error_code: Option<String>,
    /// What the person was told.
    pub error: Option<String>,
    /// When it was asked for.
    #[schema(format = DateTime)]
    pub started_at: String,
    /// How long it took, in milliseconds.
    pub elapsed_ms: u64,
}

impl From<HistoryEntry> for HistoryEntryResponse {
    fn from(entry: HistoryEntry) -> Self {
        let end = QueryEndResponse::from(entry.outcome);
        Self {
            id: entry.query_id,
            user: entry.caller,
            sql: entry.sql,
            natural_query: entry.natural_query,
            outcome: end.outcome,
            row_count: end.row_count,
            truncated: end.truncated,
            truncated_by: end.truncated_by,
            rule: end.rule,
            error_code: end.error_code,
            error: end.error,
            started_at: entry.started_at.to_string(),
            elapsed_ms: entry.elapsed_ms,
        }
    }
}

impl From<HistoryEntry> for QueryRecordResponse {
    fn from(entry: HistoryEntry) -> Self {
        Self {
            id: entry.query_id,
            db_name: entry.db_name.to_string(),
            user: entry.caller,
            sql: entry.sql,
            started_at: entry.started_at.to_string(),
            elapsed_ms: entry.elapsed_ms,
            state: "ended",
            end: Some(entry.outcome.into()),
        }
    }
}

impl From<RunningQueryResponse> for QueryRecordResponse {
    fn from(query: RunningQueryResponse) -> Self {
        let RunningQueryResponse { id, db_name, user, sql, started_at, elapsed_ms, state } = query;
        Self { id, db_name, user, sql, started_at, elapsed_ms, state, end: None }
    }
}

impl From<QueryOutcome> for QueryEndResponse {
    fn from(outcome: QueryOutcome) -> Self {
        match outcome {
            QueryOutcome::Answered { rows, truncated } => Self {
                outcome: "answered",
                row_count: Some(rows),
                truncated: truncated.is_some(),
                truncated_by: truncated.map(Into::into),
                ..Self::default()
            },
            QueryOutcome::Refused { rule } => {
                Self { outcome: "refused", rule: Some(rule), ..Self::default() }
            }
            QueryOutcome::Failed(QueryFailure { code, message }) => Self {
                outcome: "failed",
                error_code: Some(code),
                error: Some(message).filter(|message| !message.is_empty()),
                ..Self::default()
            },
            QueryOutcome::Cancelled => Self { outcome: "cancelled", ..Self::default() },
        }
    }
}

impl From<TruncatedBy> for TruncatedByName {
    fn from(limit: TruncatedBy) -> Self {
        match limit {
            TruncatedBy::Rows => Self::Rows,
            TruncatedBy::Bytes => Self::Bytes,
        }
    }
}
