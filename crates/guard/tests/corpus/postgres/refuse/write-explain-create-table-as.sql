-- write-inside: makes the table, even in a read-only transaction of PostgreSQL 15
EXPLAIN (ANALYZE, COSTS off) CREATE TABLE e AS SELECT 1
