-- injected: names that begin with digits
SELECT t.1a, t.5e3, t.1e FROM (SELECT 1 AS `1a`, 2 AS `5e3`, 3 AS `1e`) t
