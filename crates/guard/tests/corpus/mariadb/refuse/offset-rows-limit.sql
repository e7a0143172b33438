-- limit-not-understood: not together
SELECT * FROM users LIMIT 5 OFFSET 1 ROWS
