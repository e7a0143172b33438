-- function-not-allowed: the whole row, with a star
SELECT (u.*).total FROM users u
