-- multiple-statements: the first statement is empty
; DROP TABLE t
