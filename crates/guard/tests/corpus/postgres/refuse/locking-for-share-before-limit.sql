-- locking-read: the lock stands before the limit
SELECT * FROM t FOR SHARE NOWAIT LIMIT 5
