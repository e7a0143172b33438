-- injected: operators with parentheses
SELECT 1 IN (1), NOT (1), 'a' LIKE ('b') ESCAPE ('c'), 'a' GLOB ('b'), 1 BETWEEN (0) AND (2), 1 IS (2), 1 IS NOT DISTINCT FROM (2), CASE (1) WHEN (1) THEN (2) ELSE (3) END, EXISTS (SELECT 1)
