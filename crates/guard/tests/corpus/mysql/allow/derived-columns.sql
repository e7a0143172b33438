-- injected: a column list of a derived table
SELECT d.x FROM (SELECT 1, 2) AS d (x, y), (SELECT 3) e(z)
