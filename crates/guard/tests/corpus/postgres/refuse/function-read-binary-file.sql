-- function-not-allowed: reads a file of the server
SELECT pg_read_binary_file('/etc/passwd')
