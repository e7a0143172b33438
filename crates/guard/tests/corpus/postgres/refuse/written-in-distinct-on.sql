-- function-not-allowed: in DISTINCT ON
SELECT DISTINCT ON (pg_sleep(1)) 1 FROM t
