-- lookalike-character: from a Chinese keyboard
SELECT count（*） FROM t
