-- not-read-only: writes statistics
ANALYZE LOCAL TABLE t
