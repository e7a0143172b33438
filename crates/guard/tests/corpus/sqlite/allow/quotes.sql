-- injected: all kinds of quotes
SELECT 'it''s', "name", `name`, [name] FROM users
