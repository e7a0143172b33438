-- multiple-statements: two dashes inside an operator begin a comment
SELECT 1 +-- ;
2; DROP TABLE t
