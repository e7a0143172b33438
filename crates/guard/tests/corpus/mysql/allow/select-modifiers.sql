-- injected: modifiers
SELECT DISTINCT SQL_NO_CACHE (id), BINARY (name), ALL_x FROM (SELECT 1 id, 'a' name, 2 ALL_x) t
