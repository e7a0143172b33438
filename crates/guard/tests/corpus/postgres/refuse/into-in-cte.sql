-- select-into: the server refuses it there too
WITH w AS (SELECT 1 INTO e) SELECT * FROM w
