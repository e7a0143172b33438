-- not-read-only: writes
ANALYZE users
