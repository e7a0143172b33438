-- injected: in joins
SELECT u.id FROM users u LEFT JOIN json_each(u.profile, '$.tags') AS j ON 1
