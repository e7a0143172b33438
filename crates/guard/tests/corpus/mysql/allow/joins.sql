-- injected: joins
SELECT * FROM users u JOIN (orders o CROSS JOIN products p) ON (o.user_id = u.id) LEFT JOIN users v ON (v.id = u.id) STRAIGHT_JOIN (SELECT 1) w
