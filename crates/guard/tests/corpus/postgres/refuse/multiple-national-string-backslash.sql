-- multiple-statements: N'' is a plain string
SELECT N'\'; DROP TABLE t; --'
