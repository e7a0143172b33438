-- locking-read: locks inside a CTE
WITH a AS (SELECT * FROM t FOR UPDATE) SELECT * FROM a
