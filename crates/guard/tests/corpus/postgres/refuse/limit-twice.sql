-- limit-not-understood: one limit too many
(SELECT 1 LIMIT 1) LIMIT 2
