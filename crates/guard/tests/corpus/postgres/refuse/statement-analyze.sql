-- not-read-only: does not only read
ANALYZE t
