-- capped: a subquery
SELECT * FROM users LIMIT (SELECT count(*) FROM orders)
