-- function-not-allowed: in FILTER
SELECT count(*) FILTER (WHERE pg_sleep(1) IS NULL)
