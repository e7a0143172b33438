-- function-not-allowed: in a condition
SELECT 1 FROM t WHERE pg_sleep(1) IS NULL
