-- injected: a column of that name, after a dot
SELECT t.limit, t.`limit` FROM (SELECT 1 AS `limit`) t
