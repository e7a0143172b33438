-- injected: JSON_TABLE
SELECT jt.* FROM users, JSON_TABLE(profile, '$.items[*]' COLUMNS (id INT PATH '$.id', NESTED PATH '$.s[*]' COLUMNS (s INT PATH '$'))) AS jt
