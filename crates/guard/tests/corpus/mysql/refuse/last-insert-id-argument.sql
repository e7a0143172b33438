-- function-not-allowed: sets a value of the session
SELECT LAST_INSERT_ID(5)
