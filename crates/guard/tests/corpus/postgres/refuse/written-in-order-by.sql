-- function-not-allowed: in ORDER BY
SELECT 1 FROM t ORDER BY pg_sleep(1)
