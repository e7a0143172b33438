-- multiple-statements: B'' knows no backslash
SELECT B'1\'; DROP TABLE t; --'
