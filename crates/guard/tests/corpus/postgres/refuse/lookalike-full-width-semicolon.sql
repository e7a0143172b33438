-- lookalike-character: would be a letter of a name
SELECT 1； DROP TABLE t
