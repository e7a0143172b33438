-- not-read-only: MariaDB has none
EXPLAIN EXTENDED TABLE users
