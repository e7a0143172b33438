-- unterminated: would swallow the limit
SELECT * FROM users /*
