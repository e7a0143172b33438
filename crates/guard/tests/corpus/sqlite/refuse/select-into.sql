-- select-into: SQLite has none
SELECT 1 INTO x
