-- pragma-not-allowed: writes, as a table
SELECT 1 WHERE 1 IN pragma_wal_checkpoint
