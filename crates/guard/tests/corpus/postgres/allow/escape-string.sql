-- injected: an escaped quote
SELECT E'\'; DROP TABLE users; --'
