-- function-not-allowed: in COALESCE
SELECT COALESCE(NULL, pg_sleep(1))
