-- lookalike-character: from a Chinese keyboard
SELECT a， b FROM t
