//! What the guard's integration tests share: contexts, the cases file, labels.

use std::sync::Arc;

use serde::Deserialize;
use weir_guard::{AppliedLimit, Dialect, FunctionSet, GuardContext, ReadOnlyQuery, Refusal, RowLimits};

/// One line of `data/cases.jsonl`.
#[derive(Debug, Deserialize)]
pub(crate) struct Case {
    pub(crate) id: String,
    pub(crate) dialect: String,
    pub(crate) sql: String,
    pub(crate) expect: String,
    pub(crate) limit: String,
    pub(crate) server: Option<String>,
}

impl Case {
    /// `refused`, or the name of the limit that is expected.
    pub(crate) fn label(&self) -> &str {
        if self.expect == "deny" { "refused" } else { &self.limit }
    }
}

/// The cases of one dialect.
pub(crate) fn cases(dialect: &str) -> impl Iterator<Item = Case> {
    let lines = include_str!("../data/cases.jsonl").lines();
    let cases = lines.map(|line| serde_json::from_str::<Case>(line).unwrap());
    cases.filter(move |case| case.dialect == dialect)
}

/// What the guard says, with a default and a maximum of 1,000 rows.
pub(crate) fn guard(sql: &str, dialect: Dialect) -> Result<ReadOnlyQuery, Refusal> {
    let context = GuardContext {
        dialect,
        functions: Arc::new(FunctionSet::build(dialect, &[], &[])),
        limits: RowLimits { default: 1_000, max: 1_000 },
    };
    ReadOnlyQuery::parse(sql, &context)
}

/// The verdict as the cases file names it.
pub(crate) fn label(verdict: &Result<ReadOnlyQuery, Refusal>) -> &'static str {
    match verdict.as_ref().map(ReadOnlyQuery::limit) {
        Err(_) => "refused",
        Ok(AppliedLimit::Injected) => "injected",
        Ok(AppliedLimit::Kept) => "kept",
        Ok(AppliedLimit::Capped) => "capped",
        Ok(AppliedLimit::NotApplicable) => "n/a",
    }
}
