-- multiple-statements: two
SELECT 1;SELECT 2
