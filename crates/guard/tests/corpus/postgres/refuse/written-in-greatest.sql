-- function-not-allowed: in GREATEST
SELECT GREATEST(1, length(pg_sleep(1)::text))
