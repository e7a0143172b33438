-- function-not-allowed: quotes change nothing
SELECT ('PG_VERSION'::text)."pg_read_file"
