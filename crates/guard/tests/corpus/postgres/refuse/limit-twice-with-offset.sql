-- limit-not-understood: limited inside and outside
(SELECT 1 OFFSET 2) LIMIT 3
