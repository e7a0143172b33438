-- injected: a column named like a function of an extension
SELECT t.path, t.system FROM (SELECT 1 AS path, 2 AS system) t
