-- lookalike-character: from a Chinese keyboard
SELECT　1
