-- injected: partitions are named
SELECT COUNT(*) AS `partition` FROM users
