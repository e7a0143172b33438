-- capped: an expression
SELECT * FROM users LIMIT 2 * (1000 + 5)
