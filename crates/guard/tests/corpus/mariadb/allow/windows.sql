-- injected: without a blank they are native
SELECT RANK() OVER (ORDER BY id), LAG(id) OVER (ORDER BY id) FROM users
