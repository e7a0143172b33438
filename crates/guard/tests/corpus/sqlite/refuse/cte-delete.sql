-- write-inside: a write behind WITH
WITH a AS (SELECT 1) DELETE FROM users
