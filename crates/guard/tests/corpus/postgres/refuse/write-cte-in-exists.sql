-- write-inside: under a condition
SELECT 1 WHERE EXISTS (WITH d AS (DELETE FROM t RETURNING a) SELECT a FROM d)
