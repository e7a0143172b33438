-- function-not-allowed: in NULLIF
SELECT NULLIF(1, length(pg_sleep(1)::text))
