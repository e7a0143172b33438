-- limit-not-understood: too many limits to tell the outermost
SELECT 1 LIMIT 1+1 OFFSET (SELECT 1 LIMIT 1) + (SELECT 1 LIMIT 1) + (SELECT 1 LIMIT 1) + (SELECT 1 LIMIT 1) + (SELECT 1 LIMIT 1) + (SELECT 1 LIMIT 1) + (SELECT 1 LIMIT 1) + (SELECT 1 LIMIT 1) + (SELECT 1 LIMIT 1)
