-- unterminated: never closed
SELECT "a
