-- injected: the limit goes behind
(SELECT id FROM users LIMIT 2000) ORDER BY id
