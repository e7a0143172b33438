-- injected: arguments with keywords
SELECT TRIM(BOTH 'x' FROM 'xax'), SUBSTRING('abc' FROM 2 FOR 1), EXTRACT(DAY FROM NOW()), POSITION('b' IN 'abc'), CONVERT('a' USING utf8mb4), CAST(1 AS DECIMAL(10,2)), CHAR(77 USING utf8mb4), GET_FORMAT(DATE, 'EUR'), WEIGHT_STRING('a' AS CHAR(3))
