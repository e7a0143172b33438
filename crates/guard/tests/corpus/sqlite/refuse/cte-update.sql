-- write-inside: a write behind WITH
WITH a AS (SELECT 1) UPDATE users SET name = 1
