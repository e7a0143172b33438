-- function-not-allowed: a stored function with the name of a native one
SELECT guard.upper(1)
