-- lookalike-character: from a word processor
SELECT 2 – 1
