-- multiple-statements: a dollar inside a name opens nothing
SELECT a$$; DROP TABLE t; SELECT b$$
