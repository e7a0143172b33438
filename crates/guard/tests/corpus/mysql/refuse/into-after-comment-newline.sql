-- select-into: the comment ends at the line feed
SELECT 1 -- '
INTO @a
