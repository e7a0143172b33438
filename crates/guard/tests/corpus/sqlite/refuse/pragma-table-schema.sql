-- pragma-not-allowed: with a schema
SELECT * FROM main.pragma_journal_mode(5)
