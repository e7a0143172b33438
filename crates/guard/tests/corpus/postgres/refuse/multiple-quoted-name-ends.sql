-- multiple-statements: a doubled quote stays inside, a single one ends
SELECT "a"";"; DROP TABLE t; --"
