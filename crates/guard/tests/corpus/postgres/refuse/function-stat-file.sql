-- function-not-allowed: looks at a file of the server
SELECT (pg_stat_file('/etc/passwd')).size
