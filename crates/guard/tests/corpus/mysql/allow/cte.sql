-- injected: several CTEs
WITH RECURSIVE a (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM a WHERE n < 5), b (x, y) AS (SELECT 1, 2) SELECT * FROM a, b
