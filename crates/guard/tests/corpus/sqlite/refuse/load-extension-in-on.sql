-- function-not-allowed: in a join condition
SELECT * FROM users a JOIN users b ON load_extension('x')
