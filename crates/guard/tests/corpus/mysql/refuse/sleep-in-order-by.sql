-- function-not-allowed: anywhere
SELECT * FROM t ORDER BY SLEEP(5)
