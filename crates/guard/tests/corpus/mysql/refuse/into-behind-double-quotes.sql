-- select-into: double quotes hold a string with escapes
SELECT "a\" b" INTO @a
