-- function-not-allowed: a name may begin with a digit
SELECT 1e(5)
