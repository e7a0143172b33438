-- write-inside: options in between
EXPLAIN EXTENDED DELETE FROM t
