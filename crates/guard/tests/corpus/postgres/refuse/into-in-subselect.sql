-- select-into: the server refuses it there too
SELECT (SELECT 1 INTO e)
