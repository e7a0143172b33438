-- capped: the limit inside is capped
((SELECT * FROM users LIMIT 5, 2000))
