-- function-not-allowed: in the limit
SELECT 1 LIMIT length(pg_sleep(1)::text)
