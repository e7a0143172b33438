-- injected: types may look like calls
SELECT CAST(1 AS VARCHAR(10)), CAST(2 AS UNSIGNED BIG INT), CAST('3' AS DECIMAL(10, 2)), CAST((SELECT 1 AS x) AS fancy(3))
