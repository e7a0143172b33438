-- lookalike-character: looks like a blank
SELECT 1
