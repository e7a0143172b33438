-- function-not-allowed: SHOW takes expressions
SHOW STATUS WHERE Value = LOAD_FILE('/etc/passwd')
