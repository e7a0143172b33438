-- kept: VALUES with a limit
VALUES (1),(2) LIMIT 1
