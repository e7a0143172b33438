-- locking-read: inside FROM
SELECT * FROM (SELECT * FROM t FOR UPDATE) s
