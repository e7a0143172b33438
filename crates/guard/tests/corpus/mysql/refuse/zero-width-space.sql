-- lookalike-character: looks like nothing
SELECT​1
