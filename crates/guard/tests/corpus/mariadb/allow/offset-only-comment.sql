-- injected: takes only FETCH
SELECT * FROM users ORDER BY id OFFSET 2 ROWS -- rest
