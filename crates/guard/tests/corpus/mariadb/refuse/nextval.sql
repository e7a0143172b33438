-- function-not-allowed: changes a sequence
SELECT NEXTVAL(s1)
