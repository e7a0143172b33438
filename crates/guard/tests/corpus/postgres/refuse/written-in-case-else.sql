-- function-not-allowed: in the last branch
SELECT CASE WHEN true THEN NULL ELSE pg_sleep(1) END
