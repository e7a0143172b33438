-- function-not-allowed: SHOW takes expressions
SHOW TABLES WHERE SLEEP(5)
