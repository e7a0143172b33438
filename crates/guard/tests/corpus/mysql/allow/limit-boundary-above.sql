-- capped: one more than the maximum
SELECT * FROM users LIMIT 1001
