-- function-not-allowed: the server calls pg_read_file for this
SELECT ('PG_VERSION'::text).pg_read_file
