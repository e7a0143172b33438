-- kept: no rows at all
SELECT * FROM users LIMIT 0
