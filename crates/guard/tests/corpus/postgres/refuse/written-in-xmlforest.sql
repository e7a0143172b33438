-- function-not-allowed: in XMLFOREST
SELECT xmlforest(pg_sleep(1) AS b)
