-- locking-read: a comment between the words
SELECT * FROM t FOR/**/UPDATE
