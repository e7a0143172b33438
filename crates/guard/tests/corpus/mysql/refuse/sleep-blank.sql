-- function-not-allowed: a blank between
SELECT SLEEP (5)
