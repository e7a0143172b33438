-- select-into: and a parenthesis
SELECT (1)INTO @a
