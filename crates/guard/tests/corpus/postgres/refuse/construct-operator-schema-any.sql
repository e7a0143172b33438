-- construct-not-allowed: with ANY
SELECT 1 OPERATOR(public.=) ANY (ARRAY[1])
