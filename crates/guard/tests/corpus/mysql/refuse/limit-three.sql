-- limit-not-understood: too many
SELECT * FROM t LIMIT 1, 2, 3
