-- select-into: and a string
SELECT 'a'INTO @a
