-- function-not-allowed: with the database too
SELECT guard.pg_catalog.pg_sleep(1)
