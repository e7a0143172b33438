-- function-not-allowed: in CASE
SELECT CASE pg_sleep(1) WHEN NULL THEN 1 ELSE 2 END
