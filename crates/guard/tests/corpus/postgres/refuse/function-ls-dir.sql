-- function-not-allowed: lists a directory of the server
SELECT pg_ls_dir('/')
