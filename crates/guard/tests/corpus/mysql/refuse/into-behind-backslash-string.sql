-- select-into: the backslash escapes the quote, so the string ends later
SELECT 'a\' b' INTO @a
