-- construct-not-allowed: a view on the server's files
SELECT * FROM pg_catalog.pg_hba_file_rules
