-- n/a: ANALYZE of a query
ANALYZE (SELECT 1)
