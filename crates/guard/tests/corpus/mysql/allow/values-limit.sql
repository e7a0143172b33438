-- kept: VALUES with a limit
VALUES ROW(1), ROW(2) LIMIT 1
