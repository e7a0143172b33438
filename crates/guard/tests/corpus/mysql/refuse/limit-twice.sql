-- limit-not-understood: two limits
SELECT 1 LIMIT 5 LIMIT 6
