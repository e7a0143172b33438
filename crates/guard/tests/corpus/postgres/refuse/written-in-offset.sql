-- function-not-allowed: in the offset
SELECT 1 OFFSET length(pg_sleep(1)::text)
