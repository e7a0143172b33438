//! The shared cases of `data/cases.jsonl` for SQLite: every deny refused, every allow let through with the
//! limit that the case names.

#[path = "common/cases.rs"]
mod cases;
mod common;

use common::guard;
use weir_guard::{Dialect, sqlite};

/// Deny cases that only the engine stops, when SQLite runs them.
const LEFT_TO_THE_ENGINE: &[&str] = &[
    // printf with a huge precision: the length limit of the connection makes it an error.
    "sl-d124",
];

#[test]
fn judges_every_shared_case_as_it_is_labelled() {
    let mut wrong = Vec::new();
    let mut counted = 0;
    for case in cases::of("sqlite") {
        counted += 1;
        assert_eq!(case.server, None, "{}", case.id);
        let expected = if LEFT_TO_THE_ENGINE.contains(&case.id.as_str()) { "injected" } else { case.label() };
        let label = common::label(&guard(&case.sql, Dialect::Sqlite));
        if label != expected {
            wrong.push(format!("{}: {label}, not {expected}: {}", case.id, case.sql));
        }
    }
    assert_eq!(counted, 207);
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn tells_the_authorizer_which_functions_read() {
    for name in ["upper", "UPPER", "->", "like", "json_extract", "current_timestamp", "bm25"] {
        assert!(sqlite::function_allowed(name), "{name}");
    }
    for name in ["load_extension", "readfile", "writefile", "fts3_tokenizer", "eval", "optimize", "edit", ""]
    {
        assert!(!sqlite::function_allowed(name), "{name}");
    }
}

#[test]
fn tells_the_authorizer_which_pragmas_read() {
    for (name, argument, allowed) in [
        ("table_info", Some("users"), true),
        ("TABLE_LIST", None, true),
        ("data_version", None, true),
        ("user_version", None, true),
        ("user_version", Some("5"), false),
        ("journal_mode", Some("wal"), false),
        ("wal_checkpoint", None, false),
        ("optimize", None, false),
        ("writable_schema", None, false),
        ("incremental_vacuum", None, false),
    ] {
        assert_eq!(sqlite::pragma_allowed(name, argument), allowed, "{name} {argument:?}");
    }
}
