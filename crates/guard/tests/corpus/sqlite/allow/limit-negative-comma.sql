-- capped: no limit at all
SELECT * FROM users LIMIT 5, - 1
