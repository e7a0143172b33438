//! The functions that SQL may call in SQLite: an allowlist of what SQLite 3.51 and its built-in extensions
//! offer (its pages "Built-In Scalar SQL Functions", "Date And Time", "Aggregate", "Window", "Math", "JSON",
//! "FTS5"). The guard asks by the name as written, the engine's authorizer by the name as resolved.
//!
//! Left out: `load_extension`, `fts3_tokenizer` (pointers), `optimize` of FTS3 (writes), `rtreenode` and the
//! like (they take apart bytes that the caller makes up), and whatever reads or writes files. `zeroblob`,
//! `randomblob` and `printf` can ask for gigabytes; the length limit that the engine sets holds them.

/// In lower case. The last line is for operators that the authorizer sees as functions.
const ALLOWED: &str = "
    abs char coalesce concat concat_ws format glob hex if ifnull iif instr length like likelihood likely lower
    ltrim max min nullif octet_length printf quote random randomblob replace round rtrim sign soundex substr
    substring trim typeof unhex unicode unistr unistr_quote unlikely upper zeroblob
    changes last_insert_rowid total_changes sqlite_compileoption_get sqlite_compileoption_used sqlite_source_id
    sqlite_version
    cast current_date current_time current_timestamp date datetime julianday strftime time timediff unixepoch
    avg count group_concat median percentile percentile_cont percentile_disc string_agg sum total
    cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank row_number
    acos acosh asin asinh atan atan2 atanh ceil ceiling cos cosh degrees exp floor ln log log10 log2 mod pi pow
    power radians sin sinh sqrt tan tanh trunc
    json json_array json_array_insert json_array_length json_error_position json_extract json_group_array
    json_group_object json_insert json_object json_patch json_pretty json_quote json_remove json_replace json_set
    json_type json_valid jsonb jsonb_array jsonb_array_insert jsonb_extract jsonb_group_array jsonb_group_object
    jsonb_insert jsonb_object jsonb_patch jsonb_remove jsonb_replace jsonb_set
    bm25 fts5_source_id highlight matchinfo offsets snippet
    -> ->> match";

/// Table-valued functions and virtual tables that are never read, by the guard's knowledge of what some builds
/// of SQLite hold. Others can't be told from the user's own tables here; the engine's authorizer sees them.
const FORBIDDEN_TABLES: &[&str] = &["completion", "csv", "fsdir", "sqlite_dbpage", "vsv", "zipfile"];

/// Whether SQL may call the function.
pub(super) fn is_allowed(name: &str) -> bool {
    ALLOWED.split_ascii_whitespace().any(|allowed| allowed.eq_ignore_ascii_case(name))
}

/// Whether the table must not be read.
pub(super) fn is_forbidden_table(name: &str) -> bool {
    FORBIDDEN_TABLES.iter().any(|table| table.eq_ignore_ascii_case(name))
}
