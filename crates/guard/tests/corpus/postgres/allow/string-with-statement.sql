-- injected: all of it is text
SELECT '; DROP TABLE users; --'
