-- function-not-allowed: burns time
SELECT SLEEP(5)
