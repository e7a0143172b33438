-- function-not-allowed: in an array
SELECT ARRAY[[1, length(pg_sleep(1)::text)]]
