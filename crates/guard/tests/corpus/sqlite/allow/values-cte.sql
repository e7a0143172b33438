-- injected: VALUES behind WITH
WITH a AS (SELECT 1) VALUES (1), (2)
