-- function-not-allowed: in ORDER BY of an aggregate
SELECT array_agg(a ORDER BY pg_sleep(1)) FROM t
