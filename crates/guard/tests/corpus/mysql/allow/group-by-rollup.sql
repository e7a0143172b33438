-- injected: rollup
SELECT city, GROUPING(city), COUNT(*) FROM users GROUP BY city WITH ROLLUP
