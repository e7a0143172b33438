-- select-into: INTO behind an offset
SELECT a FROM t LIMIT 1 OFFSET 0 INTO @a
