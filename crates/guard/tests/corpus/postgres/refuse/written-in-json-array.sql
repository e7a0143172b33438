-- function-not-allowed: in JSON_ARRAY
SELECT JSON_ARRAY(1, pg_sleep(1)::text)
