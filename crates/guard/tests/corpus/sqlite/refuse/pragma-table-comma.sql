-- pragma-not-allowed: writes, as a table
SELECT * FROM users, pragma_optimize
