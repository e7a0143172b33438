-- multiple-statements: /*/ does not close itself
SELECT 1 /*/ */; DROP TABLE t /* */
