-- pragma-not-allowed: writes, as a table
SELECT * FROM "pragma_optimize"
