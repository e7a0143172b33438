-- select-into: VALUES takes INTO too
VALUES ROW(1) INTO @a
