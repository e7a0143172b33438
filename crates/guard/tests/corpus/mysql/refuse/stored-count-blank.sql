-- function-not-allowed: with a blank COUNT is a stored function
SELECT COUNT (*) FROM t
