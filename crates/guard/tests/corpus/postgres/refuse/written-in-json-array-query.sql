-- function-not-allowed: in the query of JSON_ARRAY
SELECT JSON_ARRAY(SELECT pg_sleep(1)::text)
