-- function-not-allowed: in HAVING
SELECT 1 FROM t HAVING pg_sleep(1) IS NULL
