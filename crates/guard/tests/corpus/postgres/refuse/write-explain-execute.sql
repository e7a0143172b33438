-- write-inside: whatever was prepared
EXPLAIN ANALYZE EXECUTE p
