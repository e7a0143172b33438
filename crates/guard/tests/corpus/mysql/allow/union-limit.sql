-- capped: a limit for the union
SELECT 1 UNION SELECT 2 LIMIT 1001
