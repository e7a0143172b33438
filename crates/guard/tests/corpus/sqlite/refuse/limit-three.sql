-- limit-not-understood: too many
SELECT 1 LIMIT 1, 2, 3
