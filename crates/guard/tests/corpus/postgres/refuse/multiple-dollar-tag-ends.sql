-- multiple-statements: the tag closes where it stands, the rest is live
SELECT $a$x$a$; DROP TABLE t --$a$
