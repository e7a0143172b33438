-- function-not-allowed: as a table
SELECT * FROM pg_sleep(1)
