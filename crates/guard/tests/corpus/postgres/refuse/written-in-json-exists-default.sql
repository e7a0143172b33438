-- function-not-allowed: in ON EMPTY
SELECT JSON_QUERY('{}', '$.a' DEFAULT pg_sleep(1)::text ON EMPTY)
