-- select-into: makes a table
SELECT 1 AS a INTO e
