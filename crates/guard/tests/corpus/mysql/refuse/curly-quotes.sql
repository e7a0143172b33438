-- lookalike-character: looks like quotes
SELECT ‘a’
