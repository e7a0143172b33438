-- function-not-allowed: in the modifier of a type
SELECT 1::numeric(length(pg_sleep(1)::text))
