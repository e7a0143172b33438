-- function-not-allowed: in OVER
SELECT count(*) OVER (PARTITION BY pg_sleep(1)) FROM t
