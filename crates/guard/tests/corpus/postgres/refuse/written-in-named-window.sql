-- function-not-allowed: in WINDOW
SELECT count(*) OVER w FROM t WINDOW w AS (ORDER BY pg_sleep(1))
