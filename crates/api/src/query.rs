//! `/api/v1/query/{db_name}`: what is asked and the shape of the answer. The answer itself is written by
//! the sinks as the rows come; the types here describe it to clients.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A statement to run.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct QueryRequestBody {
    /// One read-only statement.
    #[schema(example = "SELECT name, price FROM products ORDER BY price DESC")]
    pub sql: String,
    /// Seconds that it may take.
    #[serde(default, alias = "timeout_seconds")]
    #[schema(nullable, minimum = 1, maximum = 300, default = 30)]
    pub timeout_seconds: Option<u32>,
    /// The limit for a statement without one.
    #[serde(default)]
    #[schema(nullable, minimum = 1, maximum = 10_000, default = 1_000)]
    pub limit: Option<u64>,
    /// The question that the statement came from, for the history.
    #[serde(default, alias = "natural_query")]
    #[schema(nullable)]
    pub natural_query: Option<String>,
}

/// The answer to a statement.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct QueryResponse {
    /// The statement that ran, with the limit that held.
    pub sql: String,
    /// Columns and rows.
    pub result: QueryResult,
    /// How long it took, in milliseconds.
    pub execution_time_ms: u64,
}

/// Columns and rows.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct QueryResult {
    /// In order; the names are unique (a second `name` is `name_2`).
    pub columns: Vec<QueryColumn>,
    /// One object a row, with the columns' names as keys.
    #[schema(value_type = Vec<Object>)]
    pub rows: Vec<serde_json::Value>,
    /// How many rows are in `rows`.
    pub row_count: u64,
    /// True exactly when a limit of Weir's cut the answer off.
    pub truncated: bool,
    /// Which limit it was.
    pub truncated_by: Option<TruncatedByName>,
}

/// A column of an answer.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct QueryColumn {
    /// The key in the row objects.
    pub name: String,
    /// The type in the server's words.
    pub data_type: String,
}

/// A limit that cut an answer off.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum TruncatedByName {
    /// The row limit.
    Rows,
    /// The byte limit.
    Bytes,
}
