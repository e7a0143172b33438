-- multiple-statements: a hash is an operator
SELECT 1 # ; DROP TABLE t
