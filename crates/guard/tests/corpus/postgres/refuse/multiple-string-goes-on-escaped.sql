-- multiple-statements: the second half of E'' keeps the backslash
SELECT E'a'
'\''; DROP TABLE t; --'
