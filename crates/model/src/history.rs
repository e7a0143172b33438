//! What is remembered of a query.

use crate::{Actor, DbName, Timestamp, TruncatedBy};

/// One run of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryEntry {
    /// The query's id, a UUID.
    pub query_id: String,
    /// The connection it ran on.
    pub db_name: DbName,
    /// Who asked.
    pub caller: String,
    /// The statement as it was given.
    pub sql: String,
    /// The question in natural language that the statement came from.
    pub natural_query: Option<String>,
    /// How it ended.
    pub outcome: QueryOutcome,
    /// When it began.
    pub started_at: Timestamp,
    /// How long it took, in milliseconds.
    pub elapsed_ms: u64,
    /// For the audit log, which refers to the history; reading the history leaves it out.
    pub origin: Option<QueryOrigin>,
}

/// Who ran a query, and as what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryOrigin {
    /// Who, by which session or token, from where.
    pub actor: Actor,
    /// Asked for as a file, with as many rows as an export may have.
    pub is_export: bool,
}

/// How a query ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QueryOutcome {
    /// It answered.
    Answered {
        /// Rows in the answer.
        rows: u64,
        /// The limit that cut it off.
        truncated: Option<TruncatedBy>,
    },
    /// The guard said no: the rule's name.
    Refused {
        /// Which rule of the guard.
        rule: String,
    },
    /// It failed.
    Failed(QueryFailure),
    /// The client left, or somebody ended it.
    Cancelled,
}

/// Why a query failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryFailure {
    /// A stable word such as `query_failed`, `timed_out`, `unreachable`.
    pub code: String,
    /// What the person was told.
    pub message: String,
}

/// A place in a list of the history: the moment that an entry's query began, and the entry's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HistoryCursor {
    /// In milliseconds since 1970.
    pub started_at: i64,
    /// Tells entries of one moment apart.
    pub number: i64,
}
