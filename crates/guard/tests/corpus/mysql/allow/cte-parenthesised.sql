-- injected: the query in parentheses
WITH a AS (SELECT 1 AS n) (SELECT * FROM a LIMIT 5)
