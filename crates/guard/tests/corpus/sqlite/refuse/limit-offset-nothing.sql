-- limit-not-understood: no number
SELECT 1 LIMIT 5 OFFSET
