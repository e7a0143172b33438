-- injected: a column named like the clause
SELECT t.limit, t.fetch AS limit FROM (SELECT 1 AS limit, 2 AS fetch) t
