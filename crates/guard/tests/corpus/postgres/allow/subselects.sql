-- injected: subselects everywhere
SELECT (SELECT 1), ARRAY(SELECT 1), EXISTS (SELECT 1), 1 IN (SELECT 1), 1 = ANY (SELECT 1), (1, 2) = (SELECT 1, 2) WHERE NOT EXISTS (SELECT 1 WHERE false)
