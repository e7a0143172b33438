-- kept: the limit of the whole, inside
((SELECT * FROM users LIMIT 5)) ORDER BY 1
