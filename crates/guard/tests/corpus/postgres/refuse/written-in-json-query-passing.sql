-- function-not-allowed: in PASSING
SELECT JSON_QUERY('{}', '$' PASSING pg_sleep(1)::text AS x)
