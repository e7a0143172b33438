-- injected: quoted keywords
SELECT `into`, `delete`, `lock` FROM (SELECT 1 AS `into`, 2 AS `delete`, 3 AS `lock`) t
