-- write-inside: runs what it explains
EXPLAIN ANALYZE DELETE FROM t
