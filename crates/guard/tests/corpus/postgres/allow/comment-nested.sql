-- injected: all of it is a comment
SELECT 1 /* ; /* DROP TABLE users */ ' */ + 1
