-- function-not-allowed: in a condition
SELECT 1 FROM float8(5) t WHERE t.pg_sleep IS NULL
