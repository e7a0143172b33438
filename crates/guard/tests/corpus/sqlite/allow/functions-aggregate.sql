-- injected: aggregates with FILTER and OVER
SELECT count(*) FILTER (WHERE id > 5) OVER (PARTITION BY city), row_number() OVER w FROM users WINDOW w AS (ORDER BY id)
