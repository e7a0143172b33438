-- limit-not-understood: no plain number
SELECT * FROM users LIMIT ROWS EXAMINED @a
