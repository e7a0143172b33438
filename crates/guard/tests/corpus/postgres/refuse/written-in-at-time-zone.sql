-- function-not-allowed: in AT TIME ZONE
SELECT now() AT TIME ZONE pg_sleep(1)::text
