-- function-not-allowed: an element of an array
SELECT (ARRAY['PG_VERSION'::text])[1].pg_read_file
