-- kept: no rows
SELECT * FROM users LIMIT 0
