-- kept: the outer limit counts
(SELECT id FROM users LIMIT 2000) LIMIT 3
