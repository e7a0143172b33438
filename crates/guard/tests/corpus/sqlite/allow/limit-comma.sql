-- capped: the second number counts
SELECT * FROM users LIMIT 5, 5000 -- x
