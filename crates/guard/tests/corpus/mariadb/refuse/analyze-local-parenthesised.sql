-- not-read-only: no query
ANALYZE (TABLE t)
