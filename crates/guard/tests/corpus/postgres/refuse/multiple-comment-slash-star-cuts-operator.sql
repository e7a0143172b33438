-- multiple-statements: a comment inside an operator is one
SELECT 1 */* ' */2; DROP TABLE t --'
