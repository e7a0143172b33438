//! The guard's yes: the proof that a statement was checked, and the text that may run.

use crate::{Dialect, GuardContext, Refusal, mysql, postgres, sqlite, text};

/// SQLite tells a plan in rows; no plan that anybody reads has more.
const MAX_PLAN_ROWS: u64 = 10_000;

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

    /// The same statement, planned and not run: EXPLAIN in the form that tells most, as JSON where the server can.
    ///
    /// None for what isn't a query: there is nothing to plan, or it is an EXPLAIN already. The text that is planned
    /// is the one that would run, so that the plan knows the limit.
    pub fn explained(&self, dialect: Dialect) -> Option<Self> {
        if self.kind != StatementKind::Select {
            return None;
        }
        let explain = match dialect {
            Dialect::Postgres => "EXPLAIN (FORMAT JSON) ",
            Dialect::MySql | Dialect::MariaDb => "EXPLAIN FORMAT=JSON ",
            Dialect::Sqlite => "EXPLAIN QUERY PLAN ",
        };
        let text = format!("{explain}{}", self.text);
        Some(Self {
            shown: text.clone(),
            text,
            max_rows: MAX_PLAN_ROWS,
            kind: StatementKind::Explain,
            limit: AppliedLimit::NotApplicable,
        })
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{FunctionSet, RowLimits};

    fn context(dialect: Dialect) -> GuardContext {
        let functions = Arc::new(FunctionSet::build(dialect, &[], &[]));
        GuardContext { dialect, functions, limits: RowLimits { default: 10, max: 100 } }
    }

    #[test]
    fn what_is_explained_passes_the_guard_as_well() {
        for (dialect, expected) in [
            (Dialect::Postgres, "EXPLAIN (FORMAT JSON) SELECT a FROM t LIMIT 11"),
            (Dialect::MySql, "EXPLAIN FORMAT=JSON SELECT a FROM t LIMIT 11"),
            (Dialect::MariaDb, "EXPLAIN FORMAT=JSON SELECT a FROM t LIMIT 11"),
            (Dialect::Sqlite, "EXPLAIN QUERY PLAN SELECT a FROM t LIMIT 11"),
        ] {
            let context = context(dialect);
            let query = ReadOnlyQuery::parse("SELECT a FROM t", &context).unwrap();
            let explained = query.explained(dialect).unwrap();
            assert_eq!(explained.text(), expected);
            assert_eq!(ReadOnlyQuery::parse(expected, &context).unwrap().kind(), explained.kind());
            assert_eq!(explained.explained(dialect), None);
        }
    }
}
