-- kept: a limit for the whole
SELECT 1 UNION SELECT 2 ORDER BY 1 LIMIT 5
