-- lookalike-character: invisible
SELECT​ 1
