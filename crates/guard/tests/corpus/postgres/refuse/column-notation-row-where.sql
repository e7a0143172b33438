-- function-not-allowed: in a condition
SELECT 1 FROM users u WHERE u.total > 1
