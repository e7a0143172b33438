-- multiple-statements: ]] escapes nothing
SELECT 1 AS [a]]; DROP TABLE users; --]
