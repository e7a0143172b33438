-- injected: JSON_TABLE
SELECT jt.* FROM users, JSON_TABLE(profile, '$.items[*]' COLUMNS (n FOR ORDINALITY, id INT PATH '$.id' DEFAULT '0' ON EMPTY, x DECIMAL(10,2) EXISTS PATH '$.x', NESTED PATH '$.s[*]' COLUMNS (s INT PATH '$'))) AS jt
