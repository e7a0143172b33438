-- function-not-allowed: in REPEATABLE
SELECT * FROM t TABLESAMPLE system (1) REPEATABLE (length(pg_sleep(1)::text))
