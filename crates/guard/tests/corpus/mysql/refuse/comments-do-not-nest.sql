-- multiple-statements: the first */ closes
SELECT 1 /* /* */ ; DROP TABLE t /* */
