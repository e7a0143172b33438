-- capped: an expression and an offset
SELECT * FROM users LIMIT 10 + 5 OFFSET (SELECT 2)
