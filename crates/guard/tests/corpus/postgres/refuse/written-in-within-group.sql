-- function-not-allowed: in WITHIN GROUP
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY length(pg_sleep(1)::text))
