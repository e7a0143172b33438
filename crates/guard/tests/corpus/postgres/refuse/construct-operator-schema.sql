-- construct-not-allowed: an operator of a user calls a function of a user
SELECT 1 OPERATOR(public.+) 2
