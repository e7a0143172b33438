-- function-not-allowed: in BETWEEN
SELECT 1 BETWEEN 0 AND length(pg_sleep(1)::text)
