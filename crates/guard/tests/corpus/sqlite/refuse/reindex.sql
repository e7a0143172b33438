-- not-read-only: writes
REINDEX
