-- locking-read: locks rows
SELECT * FROM t FOR UPDATE
