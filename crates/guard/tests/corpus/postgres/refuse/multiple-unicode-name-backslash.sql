-- multiple-statements: U&"" does not escape a quote with a backslash
SELECT U&"\"; DROP TABLE t; --"
