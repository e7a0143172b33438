-- injected: grouping sets
SELECT city, grouping(city), count(*) FROM users GROUP BY ROLLUP (city, age), CUBE (city), GROUPING SETS ((), city)
