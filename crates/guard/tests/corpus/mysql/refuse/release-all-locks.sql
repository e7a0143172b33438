-- function-not-allowed: outlives the statement
SELECT RELEASE_ALL_LOCKS()
