-- injected: a CTE in a subquery
SELECT * FROM (WITH a AS (SELECT 1 AS n) SELECT * FROM a) t
