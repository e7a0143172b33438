-- injected: rows
SELECT * FROM users WHERE (id, age) IN (SELECT 1, 2) AND ROW(1, 2) = (1, 2) OR id = ANY (SELECT 1) OR NOT EXISTS (SELECT 1)
