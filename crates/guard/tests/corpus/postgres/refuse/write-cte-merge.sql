-- write-inside: MERGE as a CTE, new in PostgreSQL 17
WITH m AS (MERGE INTO t USING u ON t.a = u.a WHEN MATCHED THEN DELETE RETURNING *) SELECT * FROM m
