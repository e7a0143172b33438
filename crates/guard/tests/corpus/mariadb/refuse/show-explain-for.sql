-- not-read-only: makes another session answer
SHOW EXPLAIN FOR 5
