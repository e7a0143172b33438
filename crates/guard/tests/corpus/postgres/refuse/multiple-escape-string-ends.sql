-- multiple-statements: an escaped backslash does not escape the quote
SELECT E'\\'; DROP TABLE t; --'
