-- function-not-allowed: in a slice
SELECT (ARRAY[1, 2])[1:length(pg_sleep(1)::text)]
