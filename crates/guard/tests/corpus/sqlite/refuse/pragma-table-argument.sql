-- pragma-not-allowed: sets, as a table
SELECT * FROM pragma_user_version(9)
