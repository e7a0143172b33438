-- function-not-allowed: in a row
SELECT (1, pg_sleep(1)) = ROW(1, NULL)
