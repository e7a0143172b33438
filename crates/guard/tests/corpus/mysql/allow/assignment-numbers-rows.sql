-- injected: the way to number rows before window functions
SELECT @n := @n + 1 AS place, u.id FROM users u, (SELECT @n := 0) AS start ORDER BY u.id
