-- function-not-allowed: reads a file of the server
SELECT lo_import('/etc/passwd')
