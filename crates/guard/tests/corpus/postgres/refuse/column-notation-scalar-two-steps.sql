-- function-not-allowed: the second step
SELECT ('PG_VERSION'::text).text.pg_read_file
