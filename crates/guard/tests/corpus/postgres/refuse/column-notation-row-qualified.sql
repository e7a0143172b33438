-- function-not-allowed: with the schema
SELECT public.users.total FROM users
