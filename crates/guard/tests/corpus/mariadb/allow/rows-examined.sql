-- injected: has no number of rows
SELECT * FROM users LIMIT ROWS EXAMINED 500
