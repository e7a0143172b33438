-- injected: the two methods that the server brings
SELECT * FROM users TABLESAMPLE pg_catalog.system (50) REPEATABLE (1)
