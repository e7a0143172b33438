-- select-into: the first half carries it
SELECT 1 AS a INTO e UNION SELECT 2
