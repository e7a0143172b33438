-- capped: an expression
SELECT * FROM users LIMIT 0x10
