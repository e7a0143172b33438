//! The pragmas that SQL may read (SQLite's page "PRAGMA Statements"). Most pragmas set what they are given, so
//! that only those with a table or an index for an argument may have one.

/// Their argument, if any, names something to describe.
const DESCRIBING: &[&str] = &[
    "foreign_key_check",
    "foreign_key_list",
    "index_info",
    "index_list",
    "index_xinfo",
    "table_info",
    "table_list",
    "table_xinfo",
];

/// They may be read, and never have an argument. FTS5 itself reads `data_version`. `journal_mode` without an
/// argument only reports (`OP_JournalMode` with PAGER_JOURNALMODE_QUERY keeps the mode).
const READABLE: &[&str] = &[
    "application_id",
    "auto_vacuum",
    "collation_list",
    "compile_options",
    "data_version",
    "database_list",
    "encoding",
    "foreign_keys",
    "freelist_count",
    "function_list",
    "journal_mode",
    "module_list",
    "page_count",
    "page_size",
    "pragma_list",
    "query_only",
    "schema_version",
    "user_version",
];

/// Whether SQL may read the pragma at all.
pub(super) fn is_known(name: &str) -> bool {
    contains(DESCRIBING, name) || contains(READABLE, name)
}

/// Whether SQL may read the pragma in this form.
pub(super) fn is_allowed(name: &str, argument: Option<&str>) -> bool {
    contains(DESCRIBING, name) || (argument.is_none() && contains(READABLE, name))
}

fn contains(pragmas: &[&str], name: &str) -> bool {
    pragmas.iter().any(|pragma| pragma.eq_ignore_ascii_case(name))
}
