-- write-inside: the server refuses it there too, but we say so
SELECT * FROM (WITH d AS (DELETE FROM t RETURNING *) SELECT * FROM d) s
