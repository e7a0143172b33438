-- function-not-allowed: in a join condition
SELECT 1 FROM users u JOIN users v ON u.total = v.id
