-- function-not-allowed: under a cast
SELECT CAST(pg_sleep(1) AS text)
