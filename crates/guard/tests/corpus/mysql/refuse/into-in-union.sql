-- select-into: INTO in the last part of a union
SELECT 1 UNION ALL SELECT 2 FROM dual INTO @a
