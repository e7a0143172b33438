-- construct-not-allowed: with a subselect
SELECT 1 OPERATOR(public.=) ALL (SELECT 1)
