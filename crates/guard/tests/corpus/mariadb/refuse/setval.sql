-- function-not-allowed: changes a sequence
SELECT SETVAL(s1, 5)
