-- multiple-statements: stars before the slash close too
SELECT 1 /***/; DROP TABLE t /***/
