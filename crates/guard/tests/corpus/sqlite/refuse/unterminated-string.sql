-- unterminated: no end
SELECT 'a
