//! The error body of the query dialect.

use serde::Serialize;
use utoipa::ToSchema;

/// Why a request of the query dialect failed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PlainError {
    /// What happened, in English.
    #[schema(example = "Database 'shop' not found")]
    pub detail: String,
    /// A stable word for the cause.
    #[schema(example = "connection_not_found")]
    pub code: &'static str,
    /// What the sentence is about, for a client that says it in another language.
    #[schema(value_type = Object)]
    pub params: Params,
    /// Where in the statement, as a count of characters from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<usize>,
    /// The guard's rule that refused the statement.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "multiple-statements")]
    pub rule: Option<&'static str>,
    /// The server's SQLSTATE.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sqlstate: Option<String>,
    /// The server's own error number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server_code: Option<i64>,
    /// The server's hint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// The tables that the question may speak of, where no language model is configured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub linked_tables: Option<Vec<String>>,
    /// The words of the question that nothing in the database answers to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unmatched_words: Option<Vec<String>>,
    /// The id under which the log has this failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_id: Option<String>,
}

/// Named values of an error, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Params(pub Vec<(&'static str, String)>);

impl Serialize for Params {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}
