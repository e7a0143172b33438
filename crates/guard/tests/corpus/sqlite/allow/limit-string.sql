-- capped: a string
SELECT * FROM users LIMIT '10'
