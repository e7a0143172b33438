-- kept: the maximum itself
SELECT * FROM users LIMIT 1000
