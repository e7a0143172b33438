-- function-not-allowed: helpers of views are nobody's business
SELECT information_schema._pg_expandarray(ARRAY[1])
