-- function-not-allowed: in JSON_ARRAYAGG
SELECT JSON_ARRAYAGG(a ORDER BY pg_sleep(1)) FROM t
