-- injected: the server's own operator
SELECT 1 OPERATOR(pg_catalog.+) 2, OPERATOR(pg_catalog.-) 3
