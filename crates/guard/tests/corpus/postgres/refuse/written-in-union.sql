-- function-not-allowed: in the second half
SELECT NULL UNION SELECT pg_sleep(1)
