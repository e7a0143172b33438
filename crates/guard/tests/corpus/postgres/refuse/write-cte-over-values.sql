-- write-inside: VALUES with a WITH
WITH d AS (DELETE FROM t RETURNING a) VALUES (1)
