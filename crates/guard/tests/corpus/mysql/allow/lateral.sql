-- injected: LATERAL
SELECT * FROM users u, LATERAL (SELECT COUNT(*) c FROM orders o WHERE o.user_id = u.id) x
