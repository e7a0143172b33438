-- function-not-allowed: in a CTE
WITH w AS (SELECT pg_sleep(1)) SELECT 1
