-- function-not-allowed: reads a file
SELECT readfile('/etc/passwd')
