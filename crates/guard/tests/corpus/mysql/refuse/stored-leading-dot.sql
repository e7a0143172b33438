-- function-not-allowed: an empty schema
SELECT .evil_udf()
