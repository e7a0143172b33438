-- function-not-allowed: under NOT
SELECT NOT (pg_sleep(1) IS NULL)
