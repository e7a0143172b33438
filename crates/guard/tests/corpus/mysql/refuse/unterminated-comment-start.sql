-- unterminated: the star of the opening closes nothing
SELECT 1 /*/
