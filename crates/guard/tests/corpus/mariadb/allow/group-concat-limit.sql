-- injected: an inner limit
SELECT GROUP_CONCAT(id ORDER BY id LIMIT 5) FROM users
