-- limit-not-understood: no plain number
SELECT * FROM users OFFSET @a ROWS
