-- limit-not-understood: needs parentheses
SELECT 1 LIMIT 5 UNION SELECT 2
