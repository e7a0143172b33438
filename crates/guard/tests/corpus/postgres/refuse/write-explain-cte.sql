-- write-inside: a CTE that writes, explained
EXPLAIN ANALYZE WITH d AS (DELETE FROM t RETURNING a) SELECT * FROM d
