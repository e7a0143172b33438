-- write-inside: EXPLAIN of a write
EXPLAIN REPLACE INTO t VALUES (1)
