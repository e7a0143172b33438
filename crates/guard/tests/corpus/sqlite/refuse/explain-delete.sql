-- not-read-only: EXPLAIN of a write
EXPLAIN QUERY PLAN DELETE FROM users
