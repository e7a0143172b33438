-- injected: VALUES inside
SELECT * FROM (VALUES (1), (2)) WHERE 1 IN (VALUES (1))
