-- select-into: inside parentheses
(SELECT 1 AS a INTO e)
