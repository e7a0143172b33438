-- function-not-allowed: in IN
SELECT 1 IN (2, length(pg_sleep(1)::text))
