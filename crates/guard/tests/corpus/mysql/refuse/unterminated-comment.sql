-- unterminated: no end
SELECT 1 /* abc
