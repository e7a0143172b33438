-- pragma-not-allowed: writes, as a table
SELECT * FROM pragma_wal_checkpoint
