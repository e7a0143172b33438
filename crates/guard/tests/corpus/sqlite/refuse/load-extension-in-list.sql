-- function-not-allowed: in a list of the FROM clause
SELECT * FROM users a JOIN users b ON 1 IN (1, load_extension('x'))
