-- function-not-allowed: in FETCH
SELECT 1 FETCH FIRST (length(pg_sleep(1)::text)) ROWS ONLY
