-- function-not-allowed: in ORDER BY
SELECT 1 FROM users u ORDER BY u.total
