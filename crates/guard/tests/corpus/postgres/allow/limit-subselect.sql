-- capped: computed by a subselect with a limit
SELECT * FROM users LIMIT (SELECT 5 LIMIT 1) OFFSET (SELECT 1 LIMIT 1)
