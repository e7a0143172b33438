-- multiple-statements: the string ends at the second quote
SELECT 'a\'; DROP TABLE users; --'
