-- kept: low enough
SELECT * FROM users ORDER BY id OFFSET 5 LIMIT 10
