-- pragma-not-allowed: writes, as a table
SELECT * FROM users JOIN pragma_incremental_vacuum(5) ON 1
