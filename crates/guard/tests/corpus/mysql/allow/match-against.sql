-- injected: full text
SELECT id FROM (SELECT 1 AS id) t WHERE 'a' = 'b' OR id IN (SELECT 2)
