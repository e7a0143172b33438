-- function-not-allowed: as a variadic argument
SELECT concat(VARIADIC ARRAY[pg_sleep(1)::text])
