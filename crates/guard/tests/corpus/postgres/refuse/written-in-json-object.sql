-- function-not-allowed: in JSON_OBJECT
SELECT JSON_OBJECT('a' VALUE pg_sleep(1)::text)
