-- function-not-allowed: anywhere
SELECT * FROM (SELECT SLEEP(5) AS a) b
