-- injected: VALUES
VALUES ROW(1, 'a'), ROW(2, 'b')
