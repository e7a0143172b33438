-- function-not-allowed: in LATERAL
SELECT * FROM t, LATERAL pg_sleep(t.a)
