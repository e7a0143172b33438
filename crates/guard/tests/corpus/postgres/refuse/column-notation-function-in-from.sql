-- function-not-allowed: the row of a function is its value
SELECT t.pg_sleep FROM float8(5) t
