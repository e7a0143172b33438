-- function-not-allowed: a quoted keyword is a stored function
SELECT `count`(1)
