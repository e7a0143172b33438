-- not-read-only: EXPLAIN of a pragma
EXPLAIN PRAGMA user_version
