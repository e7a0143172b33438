-- multiple-statements: two
SELECT 1; /* a */ -- b
 SELECT 2
