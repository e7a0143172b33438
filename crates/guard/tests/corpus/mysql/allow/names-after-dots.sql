-- injected: after a dot any word is a name
SELECT t.select, t.into, t.update FROM (SELECT 1 AS `select`, 2 AS `into`, 3 AS `update`) t
