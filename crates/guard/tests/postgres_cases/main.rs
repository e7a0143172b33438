//! PostgreSQL's guard on whole statements: the shared cases, our own corpus, and what must hold for any text.
//!
//! The functions are those of a real PostgreSQL 15 (`data/postgres15_functions.tsv`) and a few of users, so that no
//! server is needed. What each case does on a server was tried by hand on PostgreSQL 15 and 18.

#![expect(clippy::unwrap_used, reason = "a test fails by a panic")]

mod cases;
mod corpus;
mod properties;

use std::{
    fs,
    path::PathBuf,
    sync::{Arc, LazyLock},
};

use weir_guard::{AppliedLimit, Dialect, FunctionSet, GuardContext, ReadOnlyQuery, Refusal, RowLimits};
use weir_model::{Function, Volatility};

/// The limits that the shared cases were labelled with.
const LIMITS: RowLimits = RowLimits { default: 1000, max: 1000 };

static FUNCTIONS: LazyLock<Arc<FunctionSet>> = LazyLock::new(|| {
    let mut reported = postgres15();
    reported.extend(others());
    Arc::new(FunctionSet::build(Dialect::Postgres, &reported, &["hstore".to_owned()]))
});

fn parse(sql: &str) -> Result<ReadOnlyQuery, Refusal> {
    let context = GuardContext { dialect: Dialect::Postgres, functions: FUNCTIONS.clone(), limits: LIMITS };
    ReadOnlyQuery::parse(sql, &context)
}

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

/// The functions that a PostgreSQL 15 reports, with dblink and the functions of the shared cases' schema.
fn postgres15() -> Vec<Function> {
    let list = fs::read_to_string(file("data/postgres15_functions.tsv")).unwrap();
    let function = |line: &str| {
        let [schema, name, volatility, extension] = line.split('\t').collect::<Vec<_>>().try_into().unwrap();
        let volatility = match volatility {
            "i" => Volatility::Immutable,
            "s" => Volatility::Stable,
            _ => Volatility::Volatile,
        };
        other(schema, name, volatility, extension)
    };
    list.lines().map(function).collect()
}

/// What people have beside: helpers of their own, computed columns, extensions open (hstore) and not (the rest).
fn others() -> Vec<Function> {
    vec![
        other("public", "round", Volatility::Immutable, ""),
        other("public", "total", Volatility::Volatile, ""),
        other("public", "json_value", Volatility::Immutable, ""),
        other("public", "json", Volatility::Volatile, ""),
        other("app", "Audit", Volatility::Volatile, ""),
        other("public", "max", Volatility::Immutable, "citext"),
        other("public", "gen_random_uuid", Volatility::Volatile, "pgcrypto"),
        other("public", "path", Volatility::Immutable, "postgis"),
        other("public", "st_area", Volatility::Immutable, "postgis"),
        other("public", "crosstab2", Volatility::Stable, "tablefunc"),
        other("pg_catalog", "pg_file_write", Volatility::Volatile, "adminpack"),
        other("public", "akeys", Volatility::Immutable, "hstore"),
        other("public", "hstore_touch", Volatility::Volatile, "hstore"),
    ]
}

fn other(schema: &str, name: &str, volatility: Volatility, extension: &str) -> Function {
    Function {
        schema: schema.to_owned(),
        name: name.to_owned(),
        volatility,
        extension: Some(extension.to_owned()).filter(|extension| !extension.is_empty()),
    }
}

fn label(limit: AppliedLimit) -> &'static str {
    match limit {
        AppliedLimit::Injected => "injected",
        AppliedLimit::Kept => "kept",
        AppliedLimit::Capped => "capped",
        AppliedLimit::NotApplicable => "n/a",
    }
}
