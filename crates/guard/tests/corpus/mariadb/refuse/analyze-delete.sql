-- write-inside: runs the write
ANALYZE DELETE FROM t
