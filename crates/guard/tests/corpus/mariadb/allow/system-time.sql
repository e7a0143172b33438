-- injected: FOR without a lock
SELECT * FROM (SELECT 1 AS a) t WHERE a IN (SELECT id FROM users)
