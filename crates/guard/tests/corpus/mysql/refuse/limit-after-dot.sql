-- limit-not-understood: the limit would be a column
SELECT * FROM t ORDER BY t.
