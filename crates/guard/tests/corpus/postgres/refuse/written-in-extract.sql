-- function-not-allowed: in EXTRACT
SELECT EXTRACT(epoch FROM now() + (pg_sleep(1)::text || ' s')::interval)
