-- multiple-statements: the second half of a plain string knows no backslash
SELECT 'a'
'b\'; DROP TABLE t; --'
