-- injected: VALUES with a semicolon
VALUES (1), (2);
