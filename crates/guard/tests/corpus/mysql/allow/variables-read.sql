-- injected: reading variables
SELECT @a, @`a b`, @'c', @@version, @@global.max_connections, @@session.sql_mode
