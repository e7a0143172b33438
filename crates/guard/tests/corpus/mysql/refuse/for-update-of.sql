-- locking-read: locks
SELECT * FROM t FOR UPDATE OF t SKIP LOCKED
