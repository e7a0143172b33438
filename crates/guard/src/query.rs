//! The guard's yes: the proof that a statement was checked, and the text that may run.

use crate::{Dialect, GuardContext, Refusal, mysql, postgres, sqlite, text};

/// A statement that passed the guard. Its fields are private: only [`ReadOnlyQuery::parse`] makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadOnlyQuery {
    text: String,
    shown: String,
    max_rows: u64,
    kind: StatementKind,
    limit: AppliedLimit,
}

/// What kind of statement it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatementKind {
    /// SELECT, WITH … SELECT, VALUES, TABLE.
    Select,
    /// SHOW, DESCRIBE, PRAGMA.
    Show,
    /// EXPLAIN, with or without running what it explains.
    Explain,
}

/// What the guard did about the row limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppliedLimit {
    /// The statement had none; the default was added.
    Injected,
    /// The statement's own limit stands.
    Kept,
    /// The statement asked for more than the maximum; the maximum stands.
    Capped,
    /// The statement takes no limit; the fetch loop alone holds it.
    NotApplicable,
}

impl ReadOnlyQuery {
    /// Checks one statement.
    pub fn parse(sql: &str, context: &GuardContext) -> Result<Self, Refusal> {
        text::check(sql)?;
        match context.dialect {
            Dialect::Postgres => postgres::parse(sql, context),
            Dialect::MySql | Dialect::MariaDb => mysql::parse(sql, context),
            Dialect::Sqlite => sqlite::parse(sql, context),
        }
    }

    /// The text for the server: a limit of ours is one higher in it than the one shown, so that a cut is noticed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text for people: the statement with the limit that held.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// The most rows that may leave; the fetch loop enforces it whatever the text says.
    pub fn max_rows(&self) -> u64 {
        self.max_rows
    }

    /// What kind of statement it is.
    pub fn kind(&self) -> StatementKind {
        self.kind
    }

    /// What was done about the row limit.
    pub fn limit(&self) -> AppliedLimit {
        self.limit
    }

    /// For the dialects' own modules, at the end of their checks.
    pub(crate) fn proven(kind: StatementKind, limit: crate::limit::Limited, max_rows: u64) -> Self {
        Self { text: limit.text, shown: limit.shown, max_rows, kind, limit: limit.applied }
    }
}
