-- function-not-allowed: in the filter of JSON_OBJECTAGG
SELECT JSON_OBJECTAGG('a' VALUE 1) FILTER (WHERE pg_sleep(1) IS NULL)
