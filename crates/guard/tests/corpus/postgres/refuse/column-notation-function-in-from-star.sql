-- function-not-allowed: the row, spelled out
SELECT (t).pg_sleep FROM float8(5) t
