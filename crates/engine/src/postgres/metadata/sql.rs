//! The catalog queries. Their number is fixed, whatever the number of tables, and none of them waits for a lock
//! on a table that has neither generated columns nor indexes on expressions: sizes and row counts are the
//! planner's estimates, since `pg_total_relation_size` opens (and so locks) every table.

/// `$1`: how long each of the queries may take. A lock is not worth waiting for.
pub(super) const LIMITS: &str = "SELECT pg_catalog.set_config('statement_timeout', $1, true), \
     pg_catalog.set_config('lock_timeout', '5000', true)";

/// All see one moment.
pub(in crate::postgres) const BEGIN: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// Schemas that the account may use. A table that it may not read is still listed, as `\d` in psql does: asking
/// for it gives the server's own clear answer.
pub(super) const SCHEMAS: &str = "
    SELECT n.oid, n.nspname
      FROM pg_catalog.pg_namespace n
     WHERE n.nspname !~ '^pg_'
       AND n.nspname <> 'information_schema'
       AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
     ORDER BY n.nspname";

/// `$1`: the schemas. Before version 14 a table that was never analysed has 0 rows, and -1 since then.
pub(super) const TABLES: &str = "
    SELECT c.oid, n.nspname, c.relname, c.relkind, c.relispartition, p.inhparent, d.description,
           CASE WHEN k.known AND c.relkind IN ('r', 'm', 'f') THEN c.reltuples::pg_catalog.int8 END,
           CASE WHEN k.known AND c.relkind IN ('r', 'm')
                THEN (c.relpages + coalesce(toast.relpages, 0)
                      + coalesce((SELECT sum(x.relpages) FROM pg_catalog.pg_index i
                                    JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
                                   WHERE i.indrelid = c.oid), 0)
                      + coalesce((SELECT sum(x.relpages) FROM pg_catalog.pg_index i
                                    JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
                                   WHERE i.indrelid = c.reltoastrelid), 0))
                     * pg_catalog.current_setting('block_size')::pg_catalog.int8
           END
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     CROSS JOIN LATERAL (SELECT c.reltuples > 0 OR c.relpages > 0 OR (c.reltuples = 0
           AND pg_catalog.current_setting('server_version_num')::pg_catalog.int4 >= 140000) AS known) k
      LEFT JOIN pg_catalog.pg_class toast ON toast.oid = c.reltoastrelid
      LEFT JOIN pg_catalog.pg_inherits p ON p.inhrelid = c.oid AND c.relispartition
      LEFT JOIN pg_catalog.pg_description d
        ON d.objoid = c.oid AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objsubid = 0
     WHERE c.relnamespace = ANY ($1::pg_catalog.oid[]) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
     ORDER BY n.nspname, c.relname";

/// `$1`: the schemas. A plain default holds no column, so it needs no table to be printed (nor a lock on it).
pub(super) const COLUMNS: &str = "
    SELECT a.attrelid, a.attname, a.atttypid, a.atttypmod, a.attnotnull,
           CASE WHEN a.attgenerated = '' THEN pg_catalog.pg_get_expr(v.adbin, 0)
                ELSE pg_catalog.pg_get_expr(v.adbin, v.adrelid) END,
           CASE WHEN a.attidentity <> '' THEN 'i' ELSE a.attgenerated::pg_catalog.text END,
           d.description
      FROM pg_catalog.pg_attribute a
      JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
      LEFT JOIN pg_catalog.pg_attrdef v ON v.adrelid = a.attrelid AND v.adnum = a.attnum AND a.atthasdef
      LEFT JOIN pg_catalog.pg_description d
        ON d.objoid = a.attrelid AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
           AND d.objsubid = a.attnum
     WHERE c.relnamespace = ANY ($1::pg_catalog.oid[]) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
       AND a.attnum > 0 AND NOT a.attisdropped
     ORDER BY a.attrelid, a.attnum";

/// `$1` and `$2`: types and their modifiers, pairwise. The values are those of an enum, also where it is a
/// domain's base or an array's item.
pub(super) const TYPES: &str = "
    SELECT w.oid, w.modifier, coalesce(e.typname || '[]', t.typname),
           pg_catalog.format_type(w.oid, w.modifier), t.typtype = 'd' AND t.typnotnull,
           (SELECT pg_catalog.array_agg(v.enumlabel ORDER BY v.enumsortorder)
              FROM pg_catalog.pg_enum v
             WHERE v.enumtypid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE coalesce(e.oid, t.oid) END)
      FROM ROWS FROM (pg_catalog.unnest($1::pg_catalog.oid[]), pg_catalog.unnest($2::pg_catalog.int4[]))
           AS w (oid, modifier)
      JOIN pg_catalog.pg_type t ON t.oid = w.oid
      LEFT JOIN pg_catalog.pg_type e ON e.oid = t.typelem AND e.typarray = t.oid";

/// `$1`: the schemas. A key that refers to a partitioned table has a shadow for each partition; these have a
/// parent on the same table and are left out.
pub(super) const FOREIGN_KEYS: &str = "
    SELECT k.conrelid, k.conname, names.here, rn.nspname, rc.relname, names.there
      FROM pg_catalog.pg_constraint k
      JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
      JOIN pg_catalog.pg_class rc ON rc.oid = k.confrelid
      JOIN pg_catalog.pg_namespace rn ON rn.oid = rc.relnamespace
     CROSS JOIN LATERAL (
        SELECT pg_catalog.array_agg(a.attname ORDER BY p.n) AS here,
               pg_catalog.array_agg(f.attname ORDER BY p.n) AS there
          FROM ROWS FROM (pg_catalog.unnest(k.conkey), pg_catalog.unnest(k.confkey))
               WITH ORDINALITY AS p (here, there, n)
          JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = p.here
          JOIN pg_catalog.pg_attribute f ON f.attrelid = k.confrelid AND f.attnum = p.there
     ) names
     WHERE k.contype = 'f' AND c.relnamespace = ANY ($1::pg_catalog.oid[])
       AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint up
                        WHERE up.oid = k.conparentid AND up.conrelid = k.conrelid)
     ORDER BY k.conrelid, k.conname";

/// `$1`: the schemas. An index that was never finished is none; columns that it only carries along are left out.
pub(super) const INDEXES: &str = "
    SELECT i.indrelid, x.relname, i.indisunique, i.indisprimary,
           (SELECT pg_catalog.array_agg(
                       coalesce(a.attname, pg_catalog.pg_get_indexdef(i.indexrelid, k.n::pg_catalog.int4, true))
                       ORDER BY k.n)
              FROM pg_catalog.unnest(i.indkey::pg_catalog.int2[]) WITH ORDINALITY AS k (attnum, n)
              LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
             WHERE k.n <= i.indnkeyatts)
      FROM pg_catalog.pg_index i
      JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
      JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
     WHERE c.relnamespace = ANY ($1::pg_catalog.oid[]) AND c.relkind IN ('r', 'p', 'm') AND i.indisvalid
     ORDER BY i.indrelid, NOT i.indisprimary, x.relname";
