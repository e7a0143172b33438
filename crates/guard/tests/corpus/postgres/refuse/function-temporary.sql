-- function-not-allowed: of the temporary schema
SELECT pg_temp.lower('x')
