-- function-not-allowed: without an alias too
SELECT float8.pg_sleep FROM float8(5)
