-- injected: joins of every form
SELECT * FROM users a JOIN users b USING (id) AS j LEFT JOIN orders o ON o.user_id = a.id NATURAL LEFT JOIN (SELECT 1 AS nobody) x CROSS JOIN LATERAL (SELECT a.id) s
