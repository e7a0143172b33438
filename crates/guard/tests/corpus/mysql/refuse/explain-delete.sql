-- write-inside: EXPLAIN of a write
EXPLAIN DELETE FROM t
