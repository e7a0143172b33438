-- write-inside: in the second half
SELECT 1 UNION ALL (WITH d AS (DELETE FROM t RETURNING a) SELECT a FROM d)
