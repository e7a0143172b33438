-- function-not-allowed: a computed column, which may do anything
SELECT u.total FROM users u
