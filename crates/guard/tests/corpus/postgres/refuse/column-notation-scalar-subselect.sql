-- function-not-allowed: a subselect as the argument
SELECT ((SELECT 'PG_VERSION'::text)).pg_read_file
