-- write-inside: runs the write
ANALYZE INSERT INTO t SELECT 1
