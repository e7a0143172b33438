-- injected: limits inside do not count
(SELECT 1 LIMIT 5) UNION (SELECT 2 LIMIT 5)
