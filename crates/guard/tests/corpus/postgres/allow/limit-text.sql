-- capped: a number in quotes
SELECT * FROM users LIMIT '3'
