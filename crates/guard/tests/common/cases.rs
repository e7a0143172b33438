//! The shared cases, `data/cases.jsonl`.

use serde::Deserialize;

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
pub(crate) fn of(dialect: &str) -> impl Iterator<Item = Case> {
    let lines = include_str!("../data/cases.jsonl").lines();
    let cases = lines.map(|line| serde_json::from_str::<Case>(line).expect("a line is a case"));
    cases.filter(move |case| case.dialect == dialect)
}
