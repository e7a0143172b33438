//! An entry of the history as a row, there and back.

use std::borrow::Cow;

use sqlx::FromRow;
use weir_model::{DbName, HistoryCursor, HistoryEntry, QueryFailure, QueryOutcome, Timestamp, TruncatedBy};

use crate::Error;

/// A row as it is read.
#[derive(FromRow)]
pub(super) struct HistoryRow {
    id: i64,
    query_id: String,
    db_name: String,
    caller: String,
    sql: String,
    natural_query: Option<String>,
    outcome: String,
    rule: Option<String>,
    row_count: Option<i64>,
    truncated_by: Option<String>,
    error_code: Option<String>,
    error_message: Option<String>,
    started_at: i64,
    elapsed_ms: i64,
}

/// The columns that tell the outcome, as they are written.
#[derive(Debug, Default)]
pub(super) struct OutcomeColumns<'a> {
    pub(super) outcome: &'static str,
    pub(super) rule: Option<Cow<'a, str>>,
    pub(super) row_count: Option<i64>,
    pub(super) truncated_by: Option<&'static str>,
    pub(super) error_code: Option<Cow<'a, str>>,
    pub(super) error_message: Option<Cow<'a, str>>,
}

impl<'a> From<&'a QueryOutcome> for OutcomeColumns<'a> {
    fn from(outcome: &'a QueryOutcome) -> Self {
        match outcome {
            QueryOutcome::Answered { rows, truncated } => Self {
                outcome: "answered",
                row_count: Some(number(*rows)),
                truncated_by: truncated.map(|by| match by {
                    TruncatedBy::Rows => "rows",
                    TruncatedBy::Bytes => "bytes",
                }),
                ..Self::default()
            },
            QueryOutcome::Refused { rule } => {
                Self { outcome: "refused", rule: Some(text(rule)), ..Self::default() }
            }
            QueryOutcome::Failed(QueryFailure { code, message }) => Self {
                outcome: "failed",
                error_code: Some(text(code)),
                error_message: Some(text(message)),
                ..Self::default()
            },
            QueryOutcome::Cancelled => Self { outcome: "cancelled", ..Self::default() },
        }
    }
}

impl HistoryRow {
    pub(super) fn cursor(&self) -> HistoryCursor {
        HistoryCursor { started_at: self.started_at, number: self.id }
    }

    pub(super) fn open(self) -> Result<HistoryEntry, Error> {
        let query_id = self.query_id.clone();
        self.entry()
            .ok_or_else(|| Error::Damaged { what: format!("the history entry of query `{query_id}`") })
    }

    fn entry(self) -> Option<HistoryEntry> {
        let outcome = match self.outcome.as_str() {
            "answered" => QueryOutcome::Answered {
                rows: self.row_count?.try_into().ok()?,
                truncated: match self.truncated_by.as_deref() {
                    None => None,
                    Some("rows") => Some(TruncatedBy::Rows),
                    Some("bytes") => Some(TruncatedBy::Bytes),
                    Some(_) => return None,
                },
            },
            "refused" => QueryOutcome::Refused { rule: self.rule? },
            "failed" => {
                QueryOutcome::Failed(QueryFailure { code: self.error_code?, message: self.error_message? })
            }
            "cancelled" => QueryOutcome::Cancelled,
            _ => return None,
        };
        Some(HistoryEntry {
            query_id: self.query_id,
            db_name: DbName::parse(&self.db_name).ok()?,
            caller: self.caller,
            sql: self.sql,
            natural_query: self.natural_query,
            outcome,
            started_at: Timestamp::from_millis(self.started_at),
            elapsed_ms: self.elapsed_ms.try_into().ok()?,
            origin: None,
        })
    }
}

/// Text as both backends keep it: PostgreSQL refuses NUL in text, and SQLite's own functions end there.
pub(crate) fn text(text: &str) -> Cow<'_, str> {
    if text.contains('\0') { Cow::Owned(text.replace('\0', "\u{2400}")) } else { Cow::Borrowed(text) }
}

/// A count as both backends keep it.
pub(crate) fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
