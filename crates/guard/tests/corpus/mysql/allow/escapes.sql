-- injected: quotes in quotes
SELECT 'it''s', 'it\'s', "a""b", "a\"b", '\\', `a``b` FROM (SELECT 1 AS `a``b`) t
