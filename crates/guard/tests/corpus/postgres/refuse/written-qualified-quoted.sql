-- function-not-allowed: with its schema, quoted
SELECT "pg_catalog" . "pg_sleep" (1)
