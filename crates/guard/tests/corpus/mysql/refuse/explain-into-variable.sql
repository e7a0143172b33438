-- not-read-only: EXPLAIN INTO sets a variable
EXPLAIN FORMAT=JSON INTO @a SELECT 1
