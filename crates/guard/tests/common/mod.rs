//! What the guard's integration tests share: the verdict, and its name. The cases file is `cases`.

use std::sync::Arc;

use weir_guard::{AppliedLimit, Dialect, FunctionSet, GuardContext, ReadOnlyQuery, Refusal, RowLimits};
use weir_model::{Function, Volatility};

/// What the guard says, with a default and a maximum of 1,000 rows.
pub(crate) fn guard(sql: &str, dialect: Dialect) -> Result<ReadOnlyQuery, Refusal> {
    let context = GuardContext {
        dialect,
        functions: Arc::new(FunctionSet::build(dialect, &reported(), &[])),
        limits: RowLimits { default: 1_000, max: 1_000 },
    };
    ReadOnlyQuery::parse(sql, &context)
}

/// A part of what MariaDB 10.6 reports (`information_schema.SQL_FUNCTIONS`).
fn reported() -> Vec<Function> {
    let names = [
        "ADD_MONTHS",
        "CHR",
        "CONCAT",
        "LENGTHB",
        "LOAD_FILE",
        "NVL",
        "NVL2",
        "SLEEP",
        "SYS_GUID",
        "TO_CHAR",
    ];
    let function = |name: &str| Function {
        schema: String::new(),
        name: name.to_owned(),
        volatility: Volatility::Volatile,
        extension: None,
    };
    names.into_iter().map(function).collect()
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
