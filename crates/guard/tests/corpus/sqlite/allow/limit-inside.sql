-- injected: inner limits do not count
SELECT * FROM (SELECT * FROM users LIMIT 5) WHERE id IN (SELECT id FROM users LIMIT 5)
