-- function-not-allowed: looks like a column list but is none
SELECT 1 IN (1) AND SLEEP (a) FROM t
