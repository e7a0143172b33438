-- locking-read: inside LATERAL
SELECT * FROM t, LATERAL (SELECT * FROM u FOR SHARE) s
