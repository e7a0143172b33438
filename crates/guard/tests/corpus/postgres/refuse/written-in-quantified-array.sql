-- function-not-allowed: in ALL
SELECT 1 = ALL (ARRAY[length(pg_sleep(1)::text)])
