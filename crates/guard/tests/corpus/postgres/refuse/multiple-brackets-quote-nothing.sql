-- multiple-statements: brackets are no quotes
SELECT a[';'] ; DROP TABLE t; SELECT ']'
