-- injected: ORDER BY with an operator
SELECT id FROM users ORDER BY id USING OPERATOR(pg_catalog.>)
