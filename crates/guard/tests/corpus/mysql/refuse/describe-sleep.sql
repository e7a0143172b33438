-- function-not-allowed: describe is explain
DESCRIBE SELECT SLEEP(1)
