-- function-not-allowed: in JSON_SCALAR
SELECT JSON_SCALAR(pg_sleep(1)::text)
