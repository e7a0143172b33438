-- write-inside: in the limit itself
SELECT 1 LIMIT (WITH d AS (DELETE FROM t RETURNING a) SELECT count(*) FROM d)
