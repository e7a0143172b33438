-- not-read-only: does not only read
REINDEX TABLE t
