-- function-not-allowed: writes a file
SELECT writefile('/tmp/x', 'x')
