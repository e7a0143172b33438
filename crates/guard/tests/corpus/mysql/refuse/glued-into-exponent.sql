-- select-into: and a float
SELECT 1e1INTO @a
