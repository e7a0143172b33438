-- write-inside: a write behind WITH
WITH a AS (SELECT 1) REPLACE INTO t SELECT * FROM a
