-- unterminated: one comment is still open
SELECT 1 /* /* */
