//! The queries about sizes. All sizes are those of files, by the server's own functions.
//!
//! These functions open what they measure, and so wait for whoever holds it exclusively (a migration, VACUUM FULL).
//! What is held like that when the query begins is taken from the planner's page counts instead.

/// The databases that people made. A template is none, and neither is one that nobody may connect to.
pub(in crate::postgres) const DATABASES: &str = "
    SELECT d.datname FROM pg_catalog.pg_database d
     WHERE NOT d.datistemplate AND d.datallowconn
     ORDER BY d.datname";

/// `$1`: a database. `pg_database_size` needs CONNECT or the role `pg_read_all_stats` (PostgreSQL manual,
/// "Database Object Management Functions"); it is asked only where it will answer.
pub(in crate::postgres) const DATABASE_SIZE: &str = "
    SELECT m.allowed, CASE WHEN m.allowed THEN pg_catalog.pg_database_size(d.oid) END
      FROM pg_catalog.pg_database d
     CROSS JOIN LATERAL (SELECT pg_catalog.has_database_privilege(d.oid, 'CONNECT')
           OR pg_catalog.pg_has_role('pg_read_all_stats', 'USAGE') AS allowed) m
     WHERE d.datname = $1";

/// `$1`: how long it may take, in milliseconds. What is locked meanwhile is not worth waiting for.
pub(in crate::postgres) const LIMITS: &str = "
    SELECT pg_catalog.set_config('statement_timeout', $1, true),
           pg_catalog.set_config('lock_timeout', '2000', true)";

/// Tables and materialized views with their partitions added up: `relispartition` leads to the parent, and from
/// there on to the root. No privilege on a table is needed to measure it.
///
/// Rows are the planner's estimate; where a table was never analysed, what the statistics collector counted.
/// Before version 14 a table that was never analysed has 0 rows and 0 pages, and -1 rows since then.
pub(in crate::postgres) const TABLES: &str = "
    WITH RECURSIVE held AS MATERIALIZED (
        SELECT DISTINCT l.relation FROM pg_catalog.pg_locks l
         WHERE l.mode = 'AccessExclusiveLock' AND l.locktype = 'relation'
           AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d
                              WHERE d.datname = pg_catalog.current_database())),
    block AS MATERIALIZED (
        SELECT pg_catalog.current_setting('block_size')::pg_catalog.int8 AS size),
    place AS (
        SELECT c.oid AS leaf, c.oid AS root, c.relispartition AS inside
          FROM pg_catalog.pg_class c WHERE c.relkind IN ('r', 'm', 'p') AND c.relpersistence <> 't'
        UNION ALL
        SELECT p.leaf, i.inhparent, r.relispartition
          FROM place p
          JOIN pg_catalog.pg_inherits i ON i.inhrelid = p.root
          JOIN pg_catalog.pg_class r ON r.oid = i.inhparent
         WHERE p.inside),
    held_table AS MATERIALIZED (
        SELECT relation AS oid FROM held
         UNION SELECT i.indrelid FROM held JOIN pg_catalog.pg_index i ON i.indexrelid = held.relation
         UNION SELECT c.oid FROM held JOIN pg_catalog.pg_class c ON c.reltoastrelid = held.relation),
    measured AS (
        SELECT c.oid, c.relkind,
               CASE WHEN h.oid IS NULL THEN pg_catalog.pg_table_size(c.oid)
                    ELSE (c.relpages + coalesce(t.relpages, 0)) * block.size END AS heap,
               CASE WHEN h.oid IS NULL THEN pg_catalog.pg_indexes_size(c.oid)
                    ELSE (SELECT coalesce(sum(x.relpages), 0)::pg_catalog.int8 * block.size
                            FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
                           WHERE i.indrelid = c.oid) END AS indexes,
               CASE WHEN c.reltoastrelid = 0 THEN 0
                    WHEN h.oid IS NULL THEN pg_catalog.pg_total_relation_size(c.reltoastrelid)
                    ELSE t.relpages * block.size END AS toast,
               CASE WHEN c.reltuples > 0 THEN c.reltuples::pg_catalog.int8
                    WHEN pg_catalog.pg_stat_get_live_tuples(c.oid) > 0
                    THEN pg_catalog.pg_stat_get_live_tuples(c.oid)
                    WHEN c.reltuples = 0 AND (c.relpages > 0
                         OR pg_catalog.current_setting('server_version_num')::pg_catalog.int4 >= 140000)
                    THEN 0 END AS row_count
          FROM pg_catalog.pg_class c
         CROSS JOIN block
          LEFT JOIN pg_catalog.pg_class t ON t.oid = c.reltoastrelid
          LEFT JOIN held_table h ON h.oid = c.oid
         WHERE c.relkind IN ('r', 'm') AND c.relpersistence <> 't')
    SELECT n.nspname, r.relname,
           coalesce(sum(m.heap + m.indexes), 0), coalesce(sum(m.heap - m.toast), 0),
           coalesce(sum(m.indexes), 0), coalesce(sum(m.toast), 0), sum(m.row_count)
      FROM place p
      JOIN pg_catalog.pg_class r ON r.oid = p.root
      JOIN pg_catalog.pg_namespace n ON n.oid = r.relnamespace
      LEFT JOIN measured m ON m.oid = p.leaf
     WHERE NOT p.inside AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
     GROUP BY r.oid, n.nspname, r.relname";
