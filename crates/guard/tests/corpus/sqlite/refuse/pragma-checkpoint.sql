-- pragma-not-allowed: writes
PRAGMA wal_checkpoint(TRUNCATE)
