-- select-into: a write behind WITH
WITH a AS (SELECT 1) REPLACE INTO users SELECT * FROM a
