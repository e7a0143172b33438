-- select-into: EXPLAIN into a variable
EXPLAIN FORMAT=JSON SELECT 1 INTO @a
