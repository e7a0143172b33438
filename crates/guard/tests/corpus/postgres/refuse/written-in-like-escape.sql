-- function-not-allowed: in ESCAPE
SELECT 'a' LIKE 'b' ESCAPE pg_sleep(1)::text
