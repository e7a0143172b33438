-- function-not-allowed: under IS TRUE
SELECT (pg_sleep(1) IS NULL) IS TRUE
