-- function-not-allowed: with its schema
SELECT pg_catalog.pg_sleep(1)
