-- unterminated: its second half is never closed
SELECT 'a'
'b
