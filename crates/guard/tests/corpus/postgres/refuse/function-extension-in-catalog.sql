-- function-not-allowed: an extension put it among the server's own
SELECT pg_catalog.pg_file_write('x', 'y', false)
