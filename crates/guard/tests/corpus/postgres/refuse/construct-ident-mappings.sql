-- construct-not-allowed: a view on the server's files
TABLE pg_ident_file_mappings
