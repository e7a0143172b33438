-- injected: the server's own, by its schema
SELECT pg_catalog.round(1.5)
