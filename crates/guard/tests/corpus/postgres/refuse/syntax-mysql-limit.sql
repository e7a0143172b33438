-- syntax: the other order of LIMIT is unknown
SELECT * FROM t LIMIT 5, 10
