-- not-read-only: writes statistics
ANALYZE TABLE t
