-- injected: an inner limit does not count
WITH w AS (SELECT * FROM users LIMIT 3) SELECT * FROM w, (SELECT 1 LIMIT 1) s
