-- not-read-only: nothing to explain
EXPLAIN
