-- function-not-allowed: in a subscript
SELECT (ARRAY[1, 2])[length(pg_sleep(1)::text)]
