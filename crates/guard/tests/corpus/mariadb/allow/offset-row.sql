-- injected: takes only FETCH
(SELECT * FROM users ORDER BY id OFFSET 1 ROW)
