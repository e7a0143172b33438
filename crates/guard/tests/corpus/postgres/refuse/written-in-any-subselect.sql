-- function-not-allowed: in a subselect
SELECT 1 = ANY (SELECT length(pg_sleep(1)::text))
