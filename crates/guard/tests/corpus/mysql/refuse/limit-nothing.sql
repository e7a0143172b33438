-- limit-not-understood: no number
SELECT * FROM t LIMIT
