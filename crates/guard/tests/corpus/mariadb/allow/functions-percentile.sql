-- injected: ordered aggregates
SELECT MEDIAN(age) OVER (PARTITION BY city), PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY age) OVER () FROM users
