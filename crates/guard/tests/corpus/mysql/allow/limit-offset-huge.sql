-- kept: an offset is no limit
SELECT * FROM users LIMIT 5 OFFSET 18446744073709551615
