-- function-not-allowed: words before it are syntax
SELECT CASE SLEEP(1) WHEN 0 THEN 1 END
