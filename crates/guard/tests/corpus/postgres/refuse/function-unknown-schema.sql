-- function-not-allowed: not where it is said to be
SELECT public.lower('x')
