-- lookalike-character: looks like a semicolon
SELECT 1；
