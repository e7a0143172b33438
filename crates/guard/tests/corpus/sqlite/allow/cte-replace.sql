-- injected: a CTE with the name of a verb
WITH replace AS (SELECT 1 AS n) SELECT * FROM replace
