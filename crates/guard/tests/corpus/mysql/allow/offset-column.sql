-- injected: OFFSET is a name on MySQL
SELECT offset FROM (SELECT 1 AS offset) t ORDER BY offset
