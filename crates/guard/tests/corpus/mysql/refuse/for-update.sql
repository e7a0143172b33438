-- locking-read: locks
SELECT * FROM t FOR UPDATE
