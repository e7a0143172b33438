-- injected: aggregates
SELECT COUNT(*), COUNT(DISTINCT city, age), GROUP_CONCAT(DISTINCT name ORDER BY id DESC SEPARATOR ';'), MAX(age) FROM users
