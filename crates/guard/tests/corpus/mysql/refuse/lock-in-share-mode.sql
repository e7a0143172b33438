-- locking-read: locks
SELECT * FROM t LOCK IN SHARE MODE
