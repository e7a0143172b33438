-- locking-read: behind parentheses
(SELECT * FROM t) FOR UPDATE
