-- injected: rows of constants
VALUES (1, 'a'), (2, NULL)
