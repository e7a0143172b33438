-- multiple-statements: a backtick is an operator
SELECT `; DROP TABLE t; `
