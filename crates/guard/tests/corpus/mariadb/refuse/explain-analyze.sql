-- construct-not-allowed: MariaDB has none
EXPLAIN ANALYZE SELECT 1
