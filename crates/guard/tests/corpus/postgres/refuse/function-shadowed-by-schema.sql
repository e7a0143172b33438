-- function-not-allowed: the user's own, by its schema
SELECT public.round(1.5, 1)
