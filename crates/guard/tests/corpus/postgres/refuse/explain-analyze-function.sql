-- function-not-allowed: runs the function
EXPLAIN ANALYZE SELECT evil_udf()
