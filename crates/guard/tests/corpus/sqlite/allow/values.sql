-- injected: VALUES takes no limit
VALUES (1, 'a'), (2, 'b')
