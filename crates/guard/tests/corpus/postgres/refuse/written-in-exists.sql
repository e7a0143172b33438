-- function-not-allowed: in EXISTS
SELECT 1 WHERE EXISTS (SELECT pg_sleep(1))
