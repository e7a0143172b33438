-- function-not-allowed: a quoted keyword is a stored function
SELECT `if`(1,2,3)
