-- unterminated: the last quote is escaped
SELECT 'abc\'
