-- construct-not-allowed: a view on the server's files
SELECT * FROM pg_file_settings
