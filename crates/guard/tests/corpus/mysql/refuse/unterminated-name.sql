-- unterminated: no end
SELECT `abc
