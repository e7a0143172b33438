-- write-inside: a write behind WITH
WITH a AS (SELECT 1) UPDATE t SET b = 1
