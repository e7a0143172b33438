-- function-not-allowed: in GROUP BY
SELECT 1 FROM t GROUP BY GROUPING SETS ((pg_sleep(1)), ())
