-- function-not-allowed: no FROM clause
SELECT 1 IS DISTINCT FROM load_extension('x')
