//! The hand-made lists: what the server declares volatile and is harmless, and what it declares stable and isn't.
//!
//! Made by going through `pg_proc` of PostgreSQL 15 (3,233 functions) and 18. What is in doubt is off the list.
//! A function that a later version adds is judged by its volatility alone until somebody has read of it.

/// Volatile only because the answer changes: nothing is written, nothing waits, no file of the user's choice is read.
const ADDED: &[&str] = &[
    // The clock and chance. Not `setseed`: it changes the session for whoever comes next.
    "clock_timestamp",
    "timeofday",
    "random",
    "random_normal",
    "array_sample",
    "array_shuffle",
    "gen_random_uuid",
    "uuidv4",
    "uuidv7",
    "current_query",
    // Sizes on disk.
    "pg_database_size",
    "pg_indexes_size",
    "pg_relation_size",
    "pg_table_size",
    "pg_tablespace_size",
    "pg_total_relation_size",
    // Where the write-ahead log stands. The functions that move it are others.
    "pg_current_wal_flush_lsn",
    "pg_current_wal_insert_lsn",
    "pg_current_wal_lsn",
    "pg_get_wal_replay_pause_state",
    "pg_is_in_recovery",
    "pg_is_wal_replay_paused",
    "pg_last_wal_receive_lsn",
    "pg_last_wal_replay_lsn",
    "pg_last_xact_replay_timestamp",
    // What became of a transaction. Those that would begin one are removed below.
    "pg_last_committed_xact",
    "pg_xact_commit_timestamp",
    "pg_xact_commit_timestamp_origin",
    "pg_xact_status",
    "txid_status",
    // Who waits for whom.
    "pg_blocking_pids",
    "pg_lock_status",
    "pg_safe_snapshot_blocking_pids",
    // The catalog and the statistics.
    "pg_collation_actual_version",
    "pg_database_collation_actual_version",
    "pg_partition_ancestors",
    "pg_partition_tree",
    "pg_sequence_last_value",
    "pg_stat_get_xact_blocks_fetched",
    "pg_stat_get_xact_blocks_hit",
    "pg_stat_get_xact_function_calls",
    "pg_stat_get_xact_function_self_time",
    "pg_stat_get_xact_function_total_time",
    "pg_stat_get_xact_numscans",
    "pg_stat_get_xact_tuples_deleted",
    "pg_stat_get_xact_tuples_fetched",
    "pg_stat_get_xact_tuples_hot_updated",
    "pg_stat_get_xact_tuples_inserted",
    "pg_stat_get_xact_tuples_newpage_updated",
    "pg_stat_get_xact_tuples_returned",
    "pg_stat_get_xact_tuples_updated",
];

/// Declared stable or immutable, and yet more than a computation. Extensions' functions are named here too, for
/// the day when their extension is opened.
const REMOVED: &[&str] = &[
    // They give the transaction a number, which is a write; the `_if_assigned` forms have no use without it.
    "pg_current_xact_id",
    "pg_current_xact_id_if_assigned",
    "txid_current",
    "txid_current_if_assigned",
    // They run SQL that is hidden in a string. (One overload of ts_rewrite; names count as a whole.)
    "ts_rewrite",
    "ts_stat",
    "connectby",
    "crosstab",
    "crosstab2",
    "crosstab3",
    "crosstab4",
    "xpath_table",
    // They parse XML of the user's, with its entities, or evaluate XPath on it.
    "xml",
    "xml_in",
    "xml_recv",
    "xml_is_well_formed",
    "xml_is_well_formed_content",
    "xml_is_well_formed_document",
    "xml_valid",
    "xmlexists",
    "xmlvalidate",
    "xpath",
    "xpath_bool",
    "xpath_exists",
    "xpath_list",
    "xpath_nodeset",
    "xpath_number",
    "xpath_string",
    "xslt_process",
    // They load the library of a function.
    "fmgr_c_validator",
    "fmgr_internal_validator",
    "fmgr_sql_validator",
];

/// `table_to_xml`, `query_to_xml`, `database_to_xml_and_xmlschema` and the rest of that family: they run SQL hidden
/// in a string, or put a whole database into one cell.
const REMOVED_ENDINGS: &[&str] = &["_to_xml", "_to_xmlschema", "_to_xml_and_xmlschema"];

/// What the grammar itself calls for `EXTRACT`, `POSITION`, `AT TIME ZONE`, `SIMILAR TO` and the like. `xmlexists`
/// is missing on purpose.
const SYNTAX: &[&str] = &[
    "btrim",
    "extract",
    "is_normalized",
    "ltrim",
    "normalize",
    "overlaps",
    "overlay",
    "pg_collation_for",
    "position",
    "rtrim",
    "similar_to_escape",
    "substring",
    "system_user",
    "timezone",
];

pub(super) fn is_added(name: &str) -> bool {
    ADDED.contains(&name)
}

pub(super) fn is_removed(name: &str) -> bool {
    REMOVED.contains(&name) || REMOVED_ENDINGS.iter().any(|ending| name.ends_with(ending))
}

pub(super) fn needs_no_list(name: &str) -> bool {
    SYNTAX.contains(&name)
}
