-- function-not-allowed: the whole row
SELECT (u).total FROM users u
