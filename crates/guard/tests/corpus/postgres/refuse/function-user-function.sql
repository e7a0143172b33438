-- function-not-allowed: of a user
SELECT public.evil_udf()
