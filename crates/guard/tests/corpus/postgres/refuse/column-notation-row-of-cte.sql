-- function-not-allowed: the row of a CTE
WITH w AS (SELECT * FROM users) SELECT w.total FROM w
