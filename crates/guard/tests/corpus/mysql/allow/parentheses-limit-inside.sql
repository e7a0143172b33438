-- kept: the limit inside stands
((SELECT * FROM users LIMIT 5))
