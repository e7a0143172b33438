-- write-inside: runs although nobody reads it
WITH d AS (DELETE FROM t) SELECT 1
