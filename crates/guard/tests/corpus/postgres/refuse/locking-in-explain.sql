-- locking-read: explained and run
EXPLAIN ANALYZE SELECT * FROM t FOR UPDATE
