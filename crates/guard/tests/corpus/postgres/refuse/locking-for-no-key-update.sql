-- locking-read: locks rows
SELECT * FROM t FOR NO KEY UPDATE
