-- locking-read: locks rows
SELECT * FROM t FOR KEY SHARE OF t SKIP LOCKED
