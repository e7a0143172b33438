-- lookalike-character: looks like a blank
SELECT * FROM t
