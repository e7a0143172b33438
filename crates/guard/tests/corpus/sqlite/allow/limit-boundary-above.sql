-- capped: one more
SELECT * FROM users LIMIT 1001
