-- unterminated: the backslash takes the quote with it
SELECT E'a\'
