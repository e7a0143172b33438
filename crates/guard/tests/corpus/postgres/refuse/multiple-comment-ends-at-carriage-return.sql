-- multiple-statements: a carriage return ends a line comment
SELECT 1 --; DROP TABLE t
