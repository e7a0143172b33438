-- select-into: INTO deep inside
SELECT (SELECT 1 INTO @a)
