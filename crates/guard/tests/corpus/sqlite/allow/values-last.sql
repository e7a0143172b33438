-- injected: VALUES as the last part
SELECT 1 AS a, 2 AS a UNION ALL VALUES (3, 4)
