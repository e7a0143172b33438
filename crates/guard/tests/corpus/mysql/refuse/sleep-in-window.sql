-- function-not-allowed: anywhere
SELECT SUM(SLEEP(1)) OVER () FROM t
