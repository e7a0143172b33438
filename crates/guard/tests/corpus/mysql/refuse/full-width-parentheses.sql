-- lookalike-character: looks like parentheses
SELECT COUNT（*） FROM t
