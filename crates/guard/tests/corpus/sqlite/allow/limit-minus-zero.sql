-- capped: an expression
SELECT * FROM users LIMIT -0
