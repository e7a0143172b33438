-- function-not-allowed: outlives the statement
SELECT GET_LOCK('a', 10)
