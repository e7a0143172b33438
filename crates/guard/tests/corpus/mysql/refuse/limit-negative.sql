-- limit-not-understood: no plain number
SELECT * FROM t LIMIT -1
