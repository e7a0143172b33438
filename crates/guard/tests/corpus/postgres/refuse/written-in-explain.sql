-- function-not-allowed: in EXPLAIN ANALYZE
EXPLAIN ANALYZE SELECT pg_sleep(1)
