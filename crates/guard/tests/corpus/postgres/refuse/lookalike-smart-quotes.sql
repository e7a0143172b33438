-- lookalike-character: from a word processor
SELECT ‘a’
