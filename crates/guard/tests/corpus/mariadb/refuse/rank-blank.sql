-- function-not-allowed: with a blank RANK is a stored function
SELECT RANK () OVER (ORDER BY id) FROM users
