-- not-read-only: EXPLAIN twice
EXPLAIN EXPLAIN SELECT 1
