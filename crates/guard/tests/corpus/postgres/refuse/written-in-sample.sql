-- function-not-allowed: in TABLESAMPLE
SELECT * FROM t TABLESAMPLE bernoulli (length(pg_sleep(1)::text))
