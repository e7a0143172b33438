-- write-inside: the last option counts on the server
EXPLAIN (ANALYZE off, ANALYZE) INSERT INTO t VALUES (1)
