-- limit-not-understood: both forms
SELECT 1 LIMIT 1, 2 OFFSET 3
