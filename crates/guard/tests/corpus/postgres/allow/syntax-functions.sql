-- injected: functions that the grammar calls
SELECT extract(year FROM now()), position('a' IN 'b'), substring('abc' FROM 2 FOR 1), trim(both 'x' FROM 'xax'), overlay('abc' PLACING 'x' FROM 2), now() AT TIME ZONE 'UTC', 'a' SIMILAR TO 'b', normalize('a'), 'a' IS NORMALIZED, collation for ('a')
