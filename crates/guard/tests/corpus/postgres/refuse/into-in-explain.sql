-- select-into: runs, and makes the table
EXPLAIN ANALYZE SELECT 1 AS a INTO e
