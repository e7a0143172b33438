-- multiple-statements: the nested comment is closed, the rest is live
SELECT 1 /* /* ' */ */; DROP TABLE t --'
