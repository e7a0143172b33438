-- write-inside: runs the write
ANALYZE FORMAT=JSON UPDATE t SET a = 1
