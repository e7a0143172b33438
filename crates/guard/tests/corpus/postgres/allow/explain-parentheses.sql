-- n/a: of a query in parentheses
EXPLAIN ANALYZE (SELECT 1 LIMIT 5)
