-- write-inside: the second of two
WITH a AS (SELECT 1), b AS (INSERT INTO t VALUES (1) RETURNING a) SELECT * FROM a, b
