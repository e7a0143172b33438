-- injected: window functions
SELECT row_number() OVER w, lag(id, 1, 0) OVER (w ROWS BETWEEN 1 PRECEDING AND CURRENT ROW EXCLUDE TIES), ntile(4) OVER (ORDER BY id) FROM users WINDOW w AS (PARTITION BY city ORDER BY id)
