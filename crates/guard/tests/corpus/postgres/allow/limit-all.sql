-- capped: no limit, said aloud
SELECT * FROM users OFFSET 2 LIMIT ALL
