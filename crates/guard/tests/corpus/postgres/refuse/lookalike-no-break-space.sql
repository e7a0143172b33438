-- lookalike-character: from a web page
SELECT 1
