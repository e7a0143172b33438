-- injected: keywords as names
SELECT "select"."from" AS "delete" FROM (SELECT 1 AS "from") AS "select"
