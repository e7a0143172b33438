-- select-into: INTO in a parenthesised query
(SELECT 1 INTO @a)
