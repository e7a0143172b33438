-- function-not-allowed: in a join condition
SELECT * FROM t JOIN u ON pg_sleep(1) IS NULL
