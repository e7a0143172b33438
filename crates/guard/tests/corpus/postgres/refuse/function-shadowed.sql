-- function-not-allowed: a user has a function of this name
SELECT round(1.5)
