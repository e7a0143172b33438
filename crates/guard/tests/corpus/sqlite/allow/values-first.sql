-- injected: VALUES as the first part
VALUES (1) UNION SELECT 2
