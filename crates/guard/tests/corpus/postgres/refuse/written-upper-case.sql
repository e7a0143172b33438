-- function-not-allowed: names are folded
SELECT PG_SLEEP(1)
