-- function-not-allowed: native functions can be quoted
SELECT `SLEEP`(5)
