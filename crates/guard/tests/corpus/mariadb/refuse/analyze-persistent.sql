-- not-read-only: writes statistics
ANALYZE TABLE t PERSISTENT FOR ALL
